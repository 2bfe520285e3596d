import type { ComparedModel } from '../../contract/transfers.ts'

/** Names of models; with their checkpoints where these are not the last, with their ids where names are alike. */
export function modelLabels(models: readonly ComparedModel[]): string[] {
  const plain = models.map(({ name, which }) => (which === null ? name : `${name}, ${which}`))
  return models.map(({ run }, at) => {
    const label = plain[at] as string
    return models.some((other, place) => plain[place] === label && other.run !== run)
      ? `${label} (${run.slice(0, 8)})`
      : label
  })
}
