import type { CatalogEntry } from '../../contract/catalog.ts'
import { shapesParams } from './shapes.ts'

/** Kinds of datasets: what can be generated, and the layouts that an import recognises. */
export const datasets: readonly CatalogEntry[] = [
  {
    id: 'shapes',
    title: 'Shapes (generated)',
    source: 'Synthetic: textured shapes of low contrast on textured noise, drawn from a seed',
    params: shapesParams,
  },
  {
    id: 'tiny-imagenet',
    title: 'Tiny ImageNet',
    source: 'Stanford CS231n, http://cs231n.stanford.edu/tiny-imagenet-200.zip; any subset in the same layout',
    params: {},
  },
  {
    id: 'image-folder',
    title: 'One folder per class',
    source: 'The layout of torchvision.datasets.ImageFolder',
    params: {},
  },
  {
    id: 'idx',
    title: 'IDX (MNIST)',
    source: 'LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/',
    params: {},
  },
]
