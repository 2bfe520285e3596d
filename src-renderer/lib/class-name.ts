/** The name of a class of a dataset; its number where it has none. */
export const classNameOf = (names: readonly string[], label: number): string => names[label] ?? `class ${label}`
