import { z } from 'zod'

type Path = readonly PropertyKey[]

/** The names that an object of the schema accepts at this place. */
export function namesAt(schema: z.core.$ZodType, path: Path): string[] {
  const inner = unwrap(schema)
  if (inner instanceof z.core.$ZodUnion) {
    return inner._zod.def.options.map((option) => namesAt(option, path)).find((names) => names.length > 0) ?? []
  }
  const [first, ...rest] = path
  if (inner instanceof z.core.$ZodObject) {
    const { shape } = inner._zod.def
    if (first === undefined) return Object.keys(shape)
    const member = Object.hasOwn(shape, first) ? shape[first as string] : undefined
    return member ? namesAt(member, rest) : []
  }
  if (inner instanceof z.core.$ZodArray && first !== undefined) return namesAt(inner._zod.def.element, rest)
  return []
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapper =
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodNullable ||
    schema instanceof z.core.$ZodOptional
  return isWrapper ? unwrap(schema._zod.def.innerType) : schema
}
