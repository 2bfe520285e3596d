import type { Client, Split } from '../../../src-main/contract/index.ts'

/** As many as the contract allows at once. */
const pageSize = 10_000

/** The images of one class, by their places in the split. */
export async function browseClass(
  client: Client,
  asked: { readonly id: string; readonly split: Split; readonly class: number },
): Promise<readonly number[]> {
  const found: number[] = []
  for (;;) {
    const { total, images } = await client.datasets.browse({ ...asked, offset: found.length, limit: pageSize })
    found.push(...images)
    if (images.length === 0 || found.length >= total) return found
  }
}
