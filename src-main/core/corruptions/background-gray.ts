import { boxAt } from '../datasets/boxes.ts'
import type { Box } from '../../contract/datasets.ts'
import { defineSceneTransform } from '../methods.ts'
import { number } from '../params.ts'
import { boxWeights, keepWeighted } from './box-weights.ts'
import { feather, noiseOrSignal, objectBox, ofBoxes } from './boxed-object.ts'

/** What lies in the object's box on an even gray: at 0 Only-FG of the paper, with the box in the place of the outline. */
export const backgroundGray = defineSceneTransform({
  id: 'background-gray',
  title: 'Gray background',
  family: 'background',
  source: noiseOrSignal,
  ...ofBoxes,
  params: {
    level: number({ default: 0.5, min: 0, max: 1, help: 'The gray, pixels in [0, 1]; 0 is Only-FG of the paper.' }),
    feather,
  },
  suits: (_values, split, index) => objectBox(split, index) !== null,
  apply({ level, feather: width }, image, { images, index }) {
    const [rows, columns] = images.shape
    const weights = boxWeights(boxAt(images.boxes ?? null, index) as Box, [rows, columns], width)
    keepWeighted(image, new Float32Array(image.length).fill(level), weights)
  },
})
