import type { Catalog, MethodChoice } from '../../../src-main/contract/index.ts'

/** The study's maps, and the one that smooths them; methods that are not in the catalog are left out. */
const preferred: readonly MethodChoice[] = [
  { id: 'gradient', params: { sign: 'signed' } },
  { id: 'guided-backpropagation', params: {} },
  { id: 'grad-cam', params: {} },
  { id: 'smooth-grad', params: {} },
]

/** The methods of a sheet until others are chosen. */
export const sheetMethods = ({ saliency }: Pick<Catalog, 'saliency'>): MethodChoice[] =>
  preferred.filter(({ id }) => saliency.some((entry) => entry.id === id))
