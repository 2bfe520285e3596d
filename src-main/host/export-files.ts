import { open, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError, maxPieceBytes } from '../contract/index.ts'
import type { HostContext } from './context.ts'

/** A name in `folder` that nothing has yet: `syringe-taken-for-beer-bottle-2.html`; `otherwise` where no letter is left. */
export async function freePath(folder: string, title: string, otherwise: string, ending: string): Promise<string> {
  const plain = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 100)
  for (let n = 1; ; n++) {
    const path = join(folder, `${plain || otherwise}${n === 1 ? '' : `-${n}`}.${ending}`)
    if (!(await stat(path).catch(() => null))) return path
  }
}

/** A piece of a file that was written for a person, by its name and no way out of the folder. */
export async function readExport(
  { workspace }: Pick<HostContext, 'workspace'>,
  { name, offset }: { readonly name: string; readonly offset: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const isPlain = name === basename(name) && /\.(html|pdf|png|npz)$/.test(name)
  const file = isPlain ? await open(join(workspace.exports, name)).catch(() => null) : null
  if (!file) throw new AppError('not-found', `There is no exported file ${JSON.stringify(name)}.`)
  try {
    const piece = new Uint8Array(maxPieceBytes)
    const { bytesRead } = await file.read(piece, 0, piece.length, offset)
    return piece.slice(0, bytesRead)
  } finally {
    await file.close()
  }
}
