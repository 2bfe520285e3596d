import type { Command, KeyHint } from '../../commands/registry.ts'

export interface ImageActions {
  /** To the image so many places on. */
  step(by: number): void
  /** To the row so many further down. */
  row(by: number): void
  /** 0 is the image, then its maps in their order. */
  layer(number: number): void
  strengthen(): void
  /** Back to the grid. */
  close(): void
}

const group = 'Misclassified image'
const digits = Array.from({ length: 9 }, (_, index) => index)

/** A key for each layer; 0 is the image. */
export const layerCommands = (screen: string, heading: string, choose: (layer: number) => void): Command[] =>
  digits.map((index) => ({
    id: `${screen}.layer-${index + 1}`,
    title: index === 0 ? 'Layer 1, the image' : `Layer ${index + 1}`,
    group: heading,
    keys: [String(index + 1)],
    run: () => choose(index),
  }))

/** The keys of an image's screen, for the registry. */
export function imageCommands(actions: ImageActions): [Command[], KeyHint[]] {
  return [
    [
      { id: 'image.next', title: 'Next image', group, keys: ['ArrowRight'], run: () => actions.step(1) },
      { id: 'image.previous', title: 'Previous image', group, keys: ['ArrowLeft'], run: () => actions.step(-1) },
      { id: 'image.down', title: 'Row below', group, keys: ['ArrowDown'], run: () => actions.row(1) },
      { id: 'image.up', title: 'Row above', group, keys: ['ArrowUp'], run: () => actions.row(-1) },
      { id: 'image.strength', title: 'Strength of the difference', group, keys: ['X'], run: actions.strengthen },
      { id: 'image.close', title: 'Back to the images', group, keys: ['Escape'], run: actions.close },
      ...layerCommands('image', group, actions.layer),
    ],
    [],
  ]
}
