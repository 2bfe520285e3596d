import {
  AppError,
  formatMethod,
  pixelUnits,
  resolveParams,
  verdictOfChecks,
  type CatalogEntry,
  type RobustBenchFacts,
} from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { cleanOf, measuredRun } from '../measures/measured-run.ts'
import { describeChecks } from '../services/describe.ts'
import { datasetOf } from '../services/evaluations.ts'
import { findRun } from '../services/runs.ts'

/**
 * The entry of `model_info` that RobustBench keeps of each model (https://github.com/RobustBench/robustbench, "Adding a new
 * model"): accuracies in percent as text, and null where a person has to fill in what no program knows.
 */
export interface RobustBenchEntry {
  readonly link: string | null
  readonly name: string | null
  readonly authors: string | null
  readonly additional_data: boolean
  readonly number_forward_passes: number
  readonly dataset: string
  readonly venue: string | null
  readonly architecture: string
  readonly eps: string
  readonly clean_acc: string
  readonly reported: string | null
  readonly autoattack_acc: string
  readonly footnote: string
  readonly unreliable: boolean
}

export interface RobustBenchFile {
  /** Where it belongs in that repository, e.g. `model_info/cifar10/Linf/Rice2020Overfitting.json`. */
  readonly place: string
  readonly entry: RobustBenchEntry
}

const threats: Readonly<Record<string, string>> = { autoattack: 'Linf', 'autoattack-l2': 'L2' }

/**
 * What AutoAttack's standard version, clean beside it and on the same checkpoint, came to. Throws `invalid-input` where
 * there is no such evaluation.
 */
export function robustBenchFile(context: HostContext, id: string, facts: RobustBenchFacts): RobustBenchFile {
  const run = findRun(context, id)
  const measured = measuredRun(context, id)
  const clean = cleanOf(measured)
  const standard = [...measured.evaluations.values()].filter(isStandard)
  const robust = standard.at(-1)
  if (!robust || !clean) throw missing(run, robust !== undefined)
  const dataset = datasetOf(context, run)
  const threat = threats[robust.condition.id] ?? robust.condition.id
  const kind = dataset.kind.replaceAll('-', '')
  const name = modelName(facts, run)
  return {
    place: `model_info/${kind}/${threat}/${name}.json`,
    entry: {
      ...{ link: facts.link ?? null, name: facts.name ?? null, authors: facts.authors ?? null },
      additional_data: run.config.initialWeights !== null,
      number_forward_passes: 1,
      dataset: kind,
      venue: facts.venue ?? null,
      architecture: architectureOf(run),
      eps: radiusOf(robust),
      clean_acc: percentOf(clean),
      reported: null,
      autoattack_acc: percentOf(robust),
      footnote: footnote(run, clean, robust, context.version),
      unreliable: verdictOfChecks(describeChecks(robust.checks)) === 'suspicious',
    },
  }
}

/** All parameters but the radius as published: else the figure is no AutoAttack standard. */
function isStandard({ condition }: StoredEvaluation): boolean {
  if (!(condition.id in threats)) return false
  const entry = entryOf(condition.id)
  const params = resolveParams(entry, condition.params)
  return Object.entries(entry.params).every(([name, param]) => name === 'epsilon' || params[name] === param.default)
}

const entryOf = (id: string): CatalogEntry => catalog.attacks.find((entry) => entry.id === id) as CatalogEntry

function missing({ name, id }: StoredRun, hasRobust: boolean): AppError {
  return hasRobust
    ? new AppError(
        'invalid-input',
        `RobustBench asks for the clean accuracy too, and "${name}" was not evaluated clean.`,
        {
          hint: `Evaluate it: adversarium evaluate ${id} --condition clean`,
        },
      )
    : new AppError(
        'invalid-input',
        `RobustBench takes results under AutoAttack's standard version alone (100 steps, 9 targets, 5,000 queries), and "${name}" has none.`,
        { hint: `Evaluate it: adversarium evaluate ${id} --condition autoattack:epsilon=8/255` },
      )
}

/** `8/255` for L∞, a plain number for L2, as the entries there. */
function radiusOf({ condition }: StoredEvaluation): string {
  const { epsilon } = resolveParams(entryOf(condition.id), condition.params)
  return condition.id === 'autoattack' ? pixelUnits(Number(epsilon)) : String(Number(Number(epsilon).toPrecision(6)))
}

const percentOf = ({ correct, n }: StoredEvaluation): string => (((correct ?? 0) / n) * 100).toFixed(2)

function architectureOf({ config: { architecture } }: StoredRun): string {
  const entry = catalog.architectures.find(({ id }) => id === architecture.id)
  if (!entry) return formatMethod(architecture)
  const changed = Object.entries(architecture.params).filter(([name, value]) => value !== entry.params[name]?.default)
  return [entry.title, ...changed.map(([name, value]) => `${name} ${String(value)}`)].join(', ')
}

function footnote({ config }: StoredRun, clean: StoredEvaluation, robust: StoredEvaluation, version: string): string {
  const counts = clean.n === robust.n ? `${robust.n}` : `${robust.n} (clean ${clean.n})`
  const start = config.initialWeights === null ? '' : ' It starts from weights that were trained on other images.'
  return `AutoAttack standard as Adversarium ${version} implements it, on ${counts} validation images.${start}`
}

/** `<Name><Year><FirstWordOfTheTitle>` where these are known, else the run's name. */
function modelName({ authors, name, year }: RobustBenchFacts, run: StoredRun): string {
  const plain = (text: string): string => text.normalize('NFKD').replaceAll(/[^\w-]+/g, '')
  const first = plain(
    authors
      ?.split(/,| and /)[0]
      ?.trim()
      .split(/\s+/)
      .at(-1) ?? '',
  )
  const word = plain(name?.trim().split(/\s+/)[0] ?? '')
  return first !== '' && word !== '' && year !== undefined ? `${first}${year}${word}` : plain(run.name) || 'Model'
}
