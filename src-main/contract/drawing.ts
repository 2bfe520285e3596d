import { z } from 'zod'

const Length = z.number().min(-100_000).max(100_000)
const Point = z.tuple([Length, Length])
/** `#rrggbb`, or `#rrggbbaa` with its opacity. */
const Color = z.string().regex(/^#[\da-f]{6}([\da-f]{2})?$/i)

/** How lines and areas look; what is left out is not painted. Widths and dashes in the units of the drawing. */
const paint = {
  stroke: Color.optional(),
  fill: Color.optional(),
  width: z.number().min(0).max(100).optional(),
  dash: z.array(z.number().min(0).max(1000)).max(8).optional(),
  /** In front of the fill's own. */
  fillOpacity: z.number().min(0).max(1).optional(),
}

/** One thing that is drawn. `isInside`: only within the drawing's area. */
export const Shape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('path'),
    points: z.array(Point).min(1).max(100_000),
    isClosed: z.boolean().optional(),
    isInside: z.boolean().optional(),
    ...paint,
  }),
  z.object({ kind: z.literal('circle'), at: Point, radius: Length, isInside: z.boolean().optional(), ...paint }),
  z.object({
    kind: z.literal('text'),
    at: Point,
    text: z.string().max(1000),
    size: z.number().min(1).max(200),
    anchor: z.enum(['start', 'middle', 'end']),
    fill: Color,
    isBold: z.boolean().optional(),
  }),
])
export type Shape = z.output<typeof Shape>

/**
 * A picture as shapes, the first ones below: what SVG and PDF are written from alike, so that both hold lines and letters.
 * x grows to the right, y downwards; a text stands on the line through its point.
 */
export const Drawing = z.object({
  title: z.string().max(1000),
  width: z.number().min(1).max(10_000),
  height: z.number().min(1).max(10_000),
  background: Color,
  area: z.object({ left: Length, top: Length, right: Length, bottom: Length }),
  shapes: z.array(Shape).max(20_000),
})
export type Drawing = z.output<typeof Drawing>
