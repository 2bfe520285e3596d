import { fault } from './faults/index.ts'

/** What an error of the file system says of itself; nothing here depends on Node. */
interface FileError {
  readonly code: string
  readonly path?: unknown
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'its file system is read-only',
  EIO: 'the disk reports a failure',
  ENOENT: 'it, or its folder, is gone',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'a folder is in its place',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the system has too many files open',
  ESTALE: 'the network file system has lost it',
  ETIMEDOUT: 'the network file system does not answer',
  ENAMETOOLONG: 'its path is too long',
  EBUSY: 'it is in use',
  EEXIST: 'there is something of its name already',
  ENOTEMPTY: 'its folder is not empty',
  ELOOP: 'its links lead in circles',
  EXDEV: 'it lies on another disk',
  ENODEV: 'its device is gone',
  ENXIO: 'its device is gone',
}
/** Disk, quota, and the largest file that is allowed. */
const fullCodes = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** Whether the file system refuses more bytes. */
export function isDiskFull(error: unknown): boolean {
  return isFileError(error) && fullCodes.includes(error.code)
}

/** Why a file could not be used, as part of a sentence. */
export function fileReason(error: unknown): string {
  if (!isFileError(error)) return error instanceof Error ? error.message : String(error)
  return fullCodes.includes(error.code) ? 'the disk is full' : (reasons[error.code] ?? error.code)
}

/** A failure to write `what` as a fault; anything but the file system's errors passes. `again`: what to try then. */
export function asWriteFault(error: unknown, what: string, again: string): unknown {
  if (!isFileError(error)) return error
  const subject = { what, again }
  if (isDiskFull(error)) return fault('disk-full', subject, error)
  const name = what.charAt(0).toUpperCase() + what.slice(1)
  return fault('file-not-written', { what: name, again, reason: fileReason(error) }, error)
}

/** An error of the file system that nobody said more about; anything else passes. */
export function asFileFault(error: unknown): unknown {
  if (!isFileError(error)) return error
  if (isDiskFull(error)) return asWriteFault(error, nameOf(error), 'try again')
  return fault('file-failed', { path: nameOf(error), reason: fileReason(error) }, error)
}

const nameOf = ({ path }: FileError): string => (typeof path === 'string' ? path : 'a file')

/** Sockets and processes that cannot be started carry a `syscall` too, but no such code, or a port. */
function isFileError(error: unknown): error is FileError {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error) || 'port' in error) return false
  const { code, syscall } = error
  const isKnown = typeof code === 'string' && (fullCodes.includes(code) || Object.hasOwn(reasons, code))
  return isKnown && typeof syscall === 'string' && !syscall.startsWith('spawn')
}
