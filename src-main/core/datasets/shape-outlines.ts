/**
 * Signed distance from (x, y) to the outline of a shape that fits the unit disc: negative inside. Exact or a lower bound
 * near the outline, which is all that antialiasing needs.
 * Formulas: Quílez, "2D distance functions", https://iquilezles.org/articles/distfunctions2d/
 */
type SignedDistance = (x: number, y: number) => number

const box = (x: number, y: number, halfWidth: number, halfHeight: number): number => {
  const dx = Math.abs(x) - halfWidth
  const dy = Math.abs(y) - halfHeight
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0)
}

/** Largest distance to the edges of a regular polygon whose edges lie `inner` from the centre. */
const polygon = (x: number, y: number, edges: number, inner: number): number => {
  const sector = (2 * Math.PI) / edges
  const angle = Math.atan2(y, x)
  const folded = angle - sector * Math.round(angle / sector)
  return Math.hypot(x, y) * Math.cos(folded) - inner
}

const star: SignedDistance = (x, y) => {
  const sector = (2 * Math.PI) / 5
  const angle = Math.atan2(y, x)
  const folded = Math.abs(angle - sector * Math.round(angle / sector))
  const length = Math.hypot(x, y)
  const px = length * Math.cos(folded) - 1
  const py = length * Math.sin(folded)
  // The edge runs from the tip (1, 0) to the notch at half a sector, 0.4 from the centre.
  const ex = 0.4 * Math.cos(sector / 2) - 1
  const ey = 0.4 * Math.sin(sector / 2)
  return (px * -ey + py * ex) / -Math.hypot(ex, ey)
}

/** Outlines by class name, in the order of the class indices. */
export const signedDistances = {
  disc: (x, y) => Math.hypot(x, y) - 0.85,
  square: (x, y) => box(x, y, 0.7, 0.7),
  triangle: (x, y) => polygon(x, y, 3, 0.5),
  cross: (x, y) => Math.min(box(x, y, 1, 0.3), box(x, y, 0.3, 1)),
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.7) - 0.22,
  diamond: (x, y) => (Math.abs(x) + 2 * Math.abs(y) - 1) / Math.sqrt(5),
  star,
  'half-disc': (x, y) => Math.max(Math.hypot(x, y) - 1, -y - 0.2),
} as const satisfies Record<string, SignedDistance>
