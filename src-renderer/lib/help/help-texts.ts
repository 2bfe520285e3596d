const files = import.meta.glob<string>('../../../resources/help/**/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Texts by the path of their topic, e.g. `attacks/fgsm`. */
export const helpTexts: ReadonlyMap<string, string> = new Map(
  Object.entries(files).map(([file, text]) => [file.replace(/^.*\/help\//, '').replace(/\.md$/, ''), text]),
)
