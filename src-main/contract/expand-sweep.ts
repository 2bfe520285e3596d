import type { Catalog } from './catalog.ts'
import { hasPath, isWholeAt, requirePath, setInRun, type Fields } from './config-paths.ts'
import { mixBits } from './mix-bits.ts'
import { mostRuns, type Sweep, type SweptField } from './sweeps.ts'
import { pointsOf, settingName, valueAtShare, valueName, type SweptPlace } from './swept-values.ts'
import { AppError } from './wire.ts'

/** What an experiment says of its runs. */
export interface SweptExperiment {
  readonly name: string
  readonly base: Fields
  readonly runs: readonly Fields[]
  readonly sweep?: Sweep | null | undefined
}

const longestName = 120

/**
 * The runs of an experiment with its sweep carried out: for each of `runs` every combination of swept values, for each of
 * those every seed. Without a sweep, the runs as they are. A method's parameter is swept in the runs whose method has it,
 * so that a base run beside adversarial ones stays one; every other setting in all of them. The same experiment gives the
 * same runs, in the same order, on every machine.
 *
 * Throws `invalid-input`: a setting that there is not, an empty range, a range of which no points are known, more runs or
 * draws than there can be. Whether the values suit, each run's own check says. Without a catalog, methods must be written
 * out with all their parameters, and ranges have no whole numbers. `most`: runs that there may be.
 */
export function expandSweep(experiment: SweptExperiment, catalog: Catalog | null, most: number = mostRuns): Fields[] {
  const { sweep } = experiment
  if (!sweep) return [...experiment.runs]
  const swept = orderedFields(sweep)
  const lines = experiment.runs.map((own, index) => ({ ...own, name: nameOf(experiment, own, index) }))
  const found = lines.map((line) => {
    const place: Line = { line, base: experiment.base, swept, catalog, most }
    return sweep.method === 'grid' ? combinations(place) : draws(place, sweep)
  })
  const runs = found.flat()
  if (catalog) {
    const merged = runs.map((run) => ({ ...experiment.base, ...run }))
    for (const [path] of swept) requirePath(path, merged, catalog)
  }
  requireDraws(sweep, Math.max(...found.map(({ length }) => length)))
  requireFew(runs.length * Math.max(1, sweep.seeds.length), most)
  return withOwnNames(sweep.seeds.length === 0 ? runs : runs.flatMap((run) => repeated(run, sweep.seeds)))
}

type Swept = readonly (readonly [path: string, field: SweptField])[]
type NamedRun = Fields & { readonly name: string }

interface Line {
  readonly line: NamedRun
  readonly base: Fields
  readonly swept: Swept
  readonly catalog: Catalog | null
  readonly most: number
}

function nameOf({ name, base, runs }: SweptExperiment, own: Fields, index: number): string {
  const given = own['name'] ?? base['name'] ?? (runs.length === 1 ? name : `${name} ${index + 1}`)
  return String(given)
}

/** A method before its parameters, which depend on it; else as they were written. */
function orderedFields({ fields, seeds }: Sweep): Swept {
  if (Object.hasOwn(fields, 'seed') && seeds.length > 0) {
    throw new AppError('invalid-input', 'The sweep names its seeds twice: as a setting, and as seeds of every run.')
  }
  const all = Object.entries(fields)
  const isOfParams = ([path]: Swept[number]): boolean =>
    all.some(([other]) => other.startsWith(`${path.replace(/\.id$/, '')}.params.`))
  return [...all.filter(isOfParams), ...all.filter((entry) => !isOfParams(entry))]
}

function combinations({ line, base, swept, catalog, most }: Line): NamedRun[] {
  return swept.reduce<NamedRun[]>(
    (runs, [path, field]) => {
      const next = runs.flatMap((run) => {
        const place = placeIn({ ...base, ...run }, path, catalog)
        return place ? pointsOf(field, place).map((value) => withSwept(run, base, path, value)) : [run]
      })
      requireFew(next.length, most)
      return next
    },
    [line],
  )
}

/** Draws until there are enough different ones, or until it is clear that there are no more. */
function draws({ line, base, swept, catalog }: Line, { count, seed }: Sweep): NamedRun[] {
  if (count === null) {
    throw new AppError('invalid-input', 'A random sweep needs the number of its draws: expected a count of 1 or more.')
  }
  const found = new Map<string, NamedRun>()
  const mostTries = 50 * count + 1000
  for (let draw = 0; found.size < count && draw < mostTries; draw++) {
    const run = swept.reduce<NamedRun>((drawn, [path, field]) => {
      const place = placeIn({ ...base, ...drawn }, path, catalog)
      return place ? withSwept(drawn, base, path, valueAtShare(field, share(seed, path, draw), place)) : drawn
    }, line)
    const key = JSON.stringify(run)
    if (!found.has(key)) found.set(key, run)
  }
  return [...found.values()]
}

/** null where these settings have no such one. */
function placeIn(settings: Fields, path: string, catalog: Catalog | null): SweptPlace | null {
  if (!hasPath(settings, path, catalog)) return null
  return { path, isWhole: catalog !== null && isWholeAt(settings, path, catalog) }
}

/** Uniform in [0, 1), of its own for each setting, so that one more setting leaves the draws of the others. */
function share(seed: number, path: string, draw: number): number {
  let state = mixBits(0x1b873593, seed)
  for (let at = 0; at < path.length; at++) state = mixBits(state, path.charCodeAt(at))
  return (mixBits(mixBits(state, draw), 0x68e31da4) >>> 0) / 2 ** 32
}

function withSwept(run: NamedRun, base: Fields, path: string, value: unknown): NamedRun {
  return { ...setInRun(run, base, path, value), name: `${run.name}, ${settingName(path)} ${valueName(value)}` }
}

const repeated = (run: NamedRun, seeds: readonly number[]): NamedRun[] =>
  seeds.map((seed) => ({ ...run, seed, name: `${run.name}, seed ${seed}` }))

function requireDraws({ method, count }: Sweep, found: number): void {
  if (method === 'grid' || count === null || found >= count) return
  throw new AppError(
    'invalid-input',
    `There are only ${found} different draws: expected at most as many, got ${count}.`,
    {
      hint: 'Ask for fewer, or take the grid, which has all of them.',
    },
  )
}

function requireFew(runs: number, most: number): void {
  if (runs <= most) return
  const counts = [runs, most].map((count) => count.toLocaleString('en'))
  throw new AppError('invalid-input', `The sweep makes ${counts[0]} runs: expected at most ${counts[1]}.`, {
    hint: 'Take fewer values or seeds, or draw some at random.',
  })
}

/** Within their length, and each of its own. */
function withOwnNames(runs: readonly NamedRun[]): NamedRun[] {
  const used = new Map<string, number>()
  return runs.map((run) => {
    const name = run.name.slice(0, longestName)
    const times = (used.get(name) ?? 0) + 1
    used.set(name, times)
    const ending = times === 1 ? '' : ` (${times})`
    return { ...run, name: `${name.slice(0, longestName - ending.length)}${ending}` }
  })
}
