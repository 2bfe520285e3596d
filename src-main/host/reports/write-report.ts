import { basename, join } from 'node:path'
import { readFileSync } from 'node:fs'
import {
  AppError,
  ReportSection,
  type Evaluation,
  type MethodChoice,
  type UnseenFamilies,
  type WrittenReport,
} from '../../contract/index.ts'
import { runtimeTitle } from '../../engine/abilities.ts'
import { allowTarget, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { freePath } from '../export-files.ts'
import { pageHtml } from '../pages/page-html.ts'
import type { Section } from '../pages/page.ts'
import { readCalibrations } from '../measures/calibrations.ts'
import { measureCorruptions } from '../measures/corruptions.ts'
import { measuredRun } from '../measures/measured-run.ts'
import { describeEvaluation } from '../services/describe.ts'
import { writeWhole } from '../whole-file.ts'
import { ownOf, readFacts, type ReportFacts } from './report-facts.ts'
import { reportPage } from './report-page.ts'
import { checksSection } from './sections/checks-section.ts'
import { conditionsSection } from './sections/conditions-section.ts'
import { configurationsSection } from './sections/configurations-section.ts'
import { curvesSection } from './sections/curve-sections.ts'
import { epsilonSection } from './sections/epsilon-section.ts'
import { imagesSection } from './sections/images-section.ts'
import { measuresSection } from './sections/measures-section.ts'
import { methodSection } from './sections/method-section.ts'
import { summarySection } from './sections/summary-section.ts'

export interface ReportRequest {
  readonly runs: readonly string[]
  readonly baseline?: string | undefined
  readonly sections?: readonly ReportSection[] | undefined
  readonly images: number
  readonly maps: readonly MethodChoice[]
  readonly title?: string | undefined
  readonly path?: string | undefined
}

interface Tools {
  readonly context: HostContext
  compareUnseen(runs: readonly string[], baseline?: string): Promise<UnseenFamilies>
  /** Maps of images by methods, kept as all are; why some could not be computed, in a sentence. */
  computeMaps(evaluation: string, images: readonly number[], methods: readonly MethodChoice[]): Promise<string | null>
}

/** Writes a report, whole under its name or not at all. Throws `conflict` where there is something of that name. */
export async function writeReport(
  tools: Tools,
  request: ReportRequest,
  caller: Caller,
  signal: AbortSignal,
): Promise<WrittenReport> {
  const { context } = tools
  const { runs, baseline, path: wanted } = request
  const target = wanted === undefined ? null : await allowTarget(wanted, caller)
  const facts = readFacts(context, runs, baseline, await tools.compareUnseen(runs, baseline))
  const title = request.title ?? titleOf(facts)
  const chosen = ReportSection.options.filter((id) => request.sections?.includes(id) ?? true)
  const sections: [ReportSection, Section][] = []
  for (const id of chosen) {
    signal.throwIfAborted()
    const section = await sectionOf(id, tools, facts, request)
    if (section) sections.push([id, section])
  }
  const { version, programFolder } = context
  const script = readScript(programFolder)
  const html = pageHtml(reportPage({ title, facts, date: new Date(context.now()), version, script, sections }))
  const path = target ?? (await freePath(context.workspace.exports, title, 'report', 'html'))
  await writeWhole(path, (file) => file.writeFile(html))
  return { path, name: basename(path), bytes: Buffer.byteLength(html), sections: sections.map(([id]) => id) }
}

async function sectionOf(
  id: ReportSection,
  { context, ...tools }: Tools,
  facts: ReportFacts,
  request: ReportRequest,
): Promise<Section | null> {
  const computeMaps = async (evaluation: string, images: readonly number[]): Promise<string | null> =>
    request.maps.length > 0 ? tools.computeMaps(evaluation, images, request.maps) : null
  switch (id) {
    case 'summary':
      return summarySection(facts)
    case 'curves':
      return curvesSection(facts)
    case 'conditions':
      return conditionsSection(facts)
    case 'epsilon':
      return epsilonSection(facts, evaluationsOf(context, facts))
    case 'checks':
      return checksSection(facts)
    case 'measures':
      return measuresSection(facts, await measuresOf(context, facts))
    case 'images':
      return imagesSection(context, facts, { count: request.images, computeMaps })
    case 'configurations':
      return configurationsSection(facts)
    case 'method':
      return methodSection({
        facts,
        lastOf: (run) => context.store.checkpoints.keptOfKind(run, 'last'),
        versions: versionsOf(context),
      })
  }
}

/** Of one checkpoint of each run, as all measures are. */
const evaluationsOf = (context: HostContext, { runs }: ReportFacts): Evaluation[] =>
  runs.flatMap(({ run }) => [...measuredRun(context, run.id).evaluations.values()].map(describeEvaluation))

async function measuresOf(context: HostContext, { runs, baseline }: ReportFacts) {
  const ids = ownOf(runs)
  return {
    corruptions: await measureCorruptions(context, ids, {
      baseline: baseline.dataset && baseline.run.id,
      source: 'made',
    }),
    calibration: readCalibrations(context, ids, undefined),
  }
}

/** Of the program that writes, and of what it would compute with. */
const versionsOf = ({ version, programFolder }: HostContext): string[] => [
  `Adversarium ${version}`,
  `Node ${process.version}`,
  runtimeTitle(join(programFolder, 'out', 'native')),
]

function titleOf({ runs }: ReportFacts): string {
  const names = runs.map(({ label }) => label)
  const [first = ''] = names
  return (names.length <= 3 ? names.join(' · ') : `${first} and ${names.length - 1} more runs`).slice(0, 200)
}

/** What makes charts answer; built with the interface. */
function readScript(programFolder: string): string {
  try {
    return readFileSync(join(programFolder, 'out', 'renderer', 'report.js'), 'utf8').trim()
  } catch (error) {
    throw new AppError('internal', 'The script of reports is missing from this program.', {
      hint: 'Build it: npm run build.',
      cause: error as Error,
    })
  }
}
