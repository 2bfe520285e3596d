import { maxPieceBytes, type Client } from '../../src-main/contract/index.ts'

/** A file that the host wrote among its exports, a piece at a time; null where it is not wanted any more. */
export async function fetchExport(
  client: Client,
  { name, bytes }: { readonly name: string; readonly bytes: number },
  isWanted: () => boolean = () => true,
): Promise<Blob | null> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let offset = 0; offset < bytes && isWanted(); offset += maxPieceBytes) {
    pieces.push(Uint8Array.from(await client.exportedFiles.read({ name, offset })))
  }
  return isWanted() ? new Blob(pieces) : null
}
