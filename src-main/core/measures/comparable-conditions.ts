/** A condition on fewer images than this share of the most was a try, not a measurement. */
const leastShare = 0.1

interface Measured {
  readonly family: string
  /** Images that were seen. */
  readonly n: number
}

/**
 * The conditions that a mean over shared images takes, so that a glance at a few images does not leave the mean with
 * these alone: those on less than a tenth of the most images are left out; of the others, as many families as there are,
 * on as many images as these allow.
 *
 * Example: fog on 1,000 images, snow on 500, snow at another severity on 200, frost on 20: frost is left out, and snow on
 * 200, since snow is there on 500.
 */
export function comparableConditions<C extends Measured>(conditions: readonly C[]): C[] {
  const most = Math.max(0, ...conditions.map(({ n }) => n))
  const measured = conditions.filter(({ n }) => n > 0 && n >= leastShare * most)
  const families = [...Map.groupBy(measured, ({ family }) => family).values()]
  const least = Math.min(...families.map((members) => Math.max(...members.map(({ n }) => n))))
  return measured.filter(({ n }) => n >= least)
}
