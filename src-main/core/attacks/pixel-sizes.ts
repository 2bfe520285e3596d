import { AppError } from '../../contract/wire.ts'

/** Throws `invalid-input` for a size above 1 in the infinity norm, which no pixel value has. Sizes by parameter. */
export function checkPixelSizes(sizes: Readonly<Record<string, number | null>>): void {
  for (const [name, value] of Object.entries(sizes)) {
    if (value === null || value <= 1) continue
    const message = `"${name}" must lie in [0, 1] in pixel units with the infinity norm: got ${value}.`
    throw new AppError('invalid-input', message, { hint: `Did you mean ${value}/255?` })
  }
}
