/** Files of one folder of corrupted images, by the id of their class, each list in the order of code units. */
export type CorruptedFiles = ReadonlyMap<string, readonly string[]>

/** Images of a split: class and name of each. */
export interface NamedImages {
  readonly labels: ArrayLike<number>
  /** Paths in the source. */
  readonly names: readonly string[]
  /** Ids of the classes, in the order of their numbers. */
  readonly classes: readonly string[]
}

export interface CorruptedMatch {
  /**
   * `by-name`: the file is this very image, corrupted. `by-class`: it is another photograph of the same class, in the
   * place of this image.
   */
  readonly matching: 'by-name' | 'by-class'
  /** For each image its file, `<class>/<file>`; null: there is none. */
  readonly files: readonly (string | null)[]
  /** Files that have no image. */
  readonly left: number
  /** Images that have a file of their class and name, also where these do not decide. */
  readonly agreeing: number
}

/** Of the files, or of the images where these are fewer: how many must agree by name, since some may by chance. */
const nearlyAll = 0.9

/**
 * Pairs the images of a split with the files of corrupted ones: by class and file name where nearly all agree, as in a
 * folder that was made of these very images. Else the first file of a class stands for the first image of that class, the second for
 * the second …: the images of the published Tiny-ImageNet-C are others than Tiny ImageNet's ("There is not a direct match",
 * its author in hendrycks/robustness, issue 39), with 50 of each of the same 200 classes.
 */
export function matchCorrupted({ labels, names, classes }: NamedImages, files: CorruptedFiles): CorruptedMatch {
  const classOf = (image: number): string => classes[labels[image] as number] ?? ''
  const total = classes.reduce((sum, id) => sum + (files.get(id)?.length ?? 0), 0)
  const known = new Map(classes.map((id) => [id, new Set(files.get(id))]))
  const named = names.map((name, image) => {
    const file = name.slice(name.lastIndexOf('/') + 1)
    return known.get(classOf(image))?.has(file) ? `${classOf(image)}/${file}` : null
  })
  const agreeing = named.filter((file) => file !== null).length
  const isNamed = agreeing > 0 && agreeing >= nearlyAll * Math.min(total, names.length)
  const paired = isNamed ? named : inOrder(names.length, classOf, files)
  const matched = paired.filter((file) => file !== null).length
  return { matching: isNamed ? 'by-name' : 'by-class', files: paired, left: total - matched, agreeing }
}

function inOrder(count: number, classOf: (image: number) => string, files: CorruptedFiles): (string | null)[] {
  const taken = new Map<string, number>()
  return Array.from({ length: count }, (_, image) => {
    const id = classOf(image)
    const place = taken.get(id) ?? 0
    taken.set(id, place + 1)
    const file = files.get(id)?.[place]
    return file === undefined ? null : `${id}/${file}`
  })
}
