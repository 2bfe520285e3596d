/** Readers for the text files of Tiny ImageNet's official layout. Lines may end in CR LF; empty lines are ignored. */

const lines = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '')

/** `wnids.txt`: one WordNet id per line, whose order gives the class indices. */
export function parseWnids(text: string): string[] {
  return lines(text).map((line) => line.trim())
}

/** `words.txt`: `n00001740<tab>entity, thing`. Returns the first synonym of each id. */
export function parseWords(text: string): Map<string, string> {
  return new Map(
    lines(text).map((line) => {
      const [id = '', words = ''] = line.split('\t')
      return [id.trim(), words.split(',')[0]?.trim() ?? '']
    }),
  )
}

/** `val_annotations.txt`: `val_0.JPEG<tab>n03444034<tab>x0<tab>y0<tab>x1<tab>y1`. Returns file name → id. */
export function parseValAnnotations(text: string): Map<string, string> {
  return new Map(
    lines(text).map((line) => {
      const [file = '', id = ''] = line.split('\t')
      return [file.trim(), id.trim()]
    }),
  )
}
