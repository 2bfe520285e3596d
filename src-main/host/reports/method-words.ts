import { inPixelUnits, mapTitle, type CatalogEntry, type MethodChoice } from '../../contract/index.ts'

/** "TRADES, beta 3": what differs from the method's defaults stands behind it. */
export const methodWords = (choice: MethodChoice, entries: readonly CatalogEntry[]): string =>
  mapTitle(choice, entries, ({ id }, name, value) => {
    const { params } = inPixelUnits({ id, params: { ...choice.params, [name]: value } }, entries)
    return `${name} ${String(params[name])}`
  })
