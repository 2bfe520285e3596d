import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, appendFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Why this process may not mount file systems; null where it may. */
export function whyNoMounts(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'adversarium-mount-'))
  try {
    mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder)
    execFileSync('umount', [folder], { stdio: 'pipe' })
    return null
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer; message: string }
    return `no file system can be mounted (${(stderr?.toString() || message).trim()})`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A disk of its own of this size, gone when the test has ended. */
export function smallDisk(kilobytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'adversarium-disk-'))
  mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder)
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** The same folder at another place, where nothing may be written, by root neither. */
export function readOnlyView(of: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'adversarium-read-only-'))
  mount('--bind', of, folder)
  mount('-o', 'remount,ro,bind', folder)
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Fills a disk up to this many free kilobytes; the returned function frees it again. */
export function fillDisk(disk: string, leftKilobytes = 0): () => void {
  const freeBytes = (): number => statfsSync(disk).bavail * statfsSync(disk).bsize - leftKilobytes * 1024
  const filler = join(disk, `filler-${freeBytes()}`)
  try {
    for (let bytes = freeBytes(); bytes > 0; bytes = freeBytes()) appendFileSync(filler, Buffer.alloc(bytes))
  } catch (error) {
    // Others write to it, too: it is full all the same.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
  return () => rmSync(filler, { force: true })
}

function mount(...args: string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' })
}
