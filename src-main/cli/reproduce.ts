import { resolve } from 'node:path'
import { Option } from 'commander'
import { suggest } from '../contract/catalog.ts'
import { exitCodes } from '../contract/cli.ts'
import { StudyId, type ExperimentConfigInput, type StudyPlan, type StudyReport } from '../contract/index.ts'
import { workspaceAt } from '../host/workspace.ts'
import type { Connection } from './client/connect.ts'
import { followRuns } from './client/follow-runs.ts'
import { withClient } from './client/with-client.ts'
import { collect, type CommandContext, type Register } from './command.ts'
import { readWhole } from './read-whole.ts'
import { estimateStudy, isDone } from './studies/estimate-study.ts'
import { studyConfig, type StudyOptions } from './studies/study-config.ts'
import { openReadme, writePages } from './studies/write-pages.ts'
import { formatCount, formatDuration } from './terminal/format.ts'
import { formatMonitorCost } from './terminal/monitor-cost.ts'
import type { Colors } from './terminal/output.ts'
import { UsageError } from './usage-error.ts'

interface Options extends StudyOptions {
  readonly out?: string
  readonly readme?: string
}

interface Wanted {
  readonly study: StudyId
  readonly config: ExperimentConfigInput
}

export const reproduce: Register = (program, act) => {
  program
    .command('reproduce <study>')
    .description(`run what is missing of a study (${StudyId.options.join(', ')}) and write its page, claim by claim`)
    .option(
      '--dataset <name>',
      "an imported dataset by its id or title, or a kind, e.g. shapes:classes=4; default: the study's",
    )
    .addOption(new Option('--images-per-class <n>', 'train on so many images of each class').argParser(readWhole))
    .addOption(new Option('--epochs <n>', 'how long every run trains').argParser(readWhole))
    .option(
      '--architectures <list>',
      'of overfitting-study, e.g. mobilenet-v2,densenet121,efficientnet:variant=b2,dropout=0',
    )
    .option(
      '--weights <weights>',
      'imported weights, or a file, to start from; default: those that fit. Not of studies that train from scratch',
    )
    .option('--from-scratch', 'start at random, and train all blocks')
    .option('--set <path=value>', 'change a setting of all runs, as in `run`; may be repeated', collect, [])
    .option('--out <folder>', "where the page is written; default: the workspace's folder reports")
    .option('--readme <file>', 'put the page without its details between the markers of a Markdown file')
    .action(
      act(async (context, name: string, options: Options) => {
        const study = readStudy(name)
        const readme = options.readme === undefined ? null : openReadme(options.readme, study)
        return withClient(context, { startsQueue: true }, async (connection) => {
          const { client } = connection
          const wanted = { study, config: await studyConfig(client, study, options) }
          const code = await runMissing(connection, context, wanted)
          const plan = await client.studies.plan(wanted)
          if (!plan.isFinished && code === exitCodes.cancelled) return code
          const report = await client.studies.report(wanted)
          const files = writePages(resolve(options.out ?? workspaceAt(context.workspace).reports), report)
          if (plan.isFinished) readme?.write(report)
          tellReport(connection, context, { plan, report, files })
          return plan.isFinished ? exitCodes.done : exitCodes.failed
        })
      }),
    )
}

function readStudy(name: string): StudyId {
  const study = StudyId.safeParse(name)
  if (study.success) return study.data
  throw new UsageError(`There is no study called "${name}".`, { hint: suggest(name, StudyId.options) })
}

/** Says how long it will take, then runs what is missing to its end; a finished study needs nothing. */
async function runMissing(connection: Connection, context: CommandContext, wanted: Wanted): Promise<number> {
  const { client } = connection
  const plan = await client.studies.plan(wanted)
  if (plan.isFinished) {
    // They may have been launched in another way: then they get their tag.
    await client.studies.start(wanted)
    return exitCodes.done
  }
  await tellEstimate(connection, context, plan)
  const { code } = await followRuns(connection, context, async () => {
    const { runs } = await client.studies.start(wanted)
    return { runs, evaluations: null }
  })
  if (code === exitCodes.cancelled) {
    context.output.print(`The same command goes on with it: adversarium reproduce ${wanted.study} …`)
  }
  return code
}

async function tellEstimate({ client }: Connection, { output }: CommandContext, plan: StudyPlan): Promise<void> {
  const tell = (message: string): void => {
    output.line({ type: 'note', message })
    output.print(message)
  }
  const done = plan.runs.filter(isDone).length
  tell(`${plan.runs.length} runs, ${done} of them done. Measuring what the others will take: a few steps of each.`)
  const together = { likely: 0, most: 0 }
  for await (const estimate of estimateStudy(client, plan)) {
    const { run, training, evaluation, measured } = estimate
    together.likely += training + evaluation.likely
    together.most += training + evaluation.most
    const from = run.epoch > 0 ? `, from epoch ${run.epoch} on` : ''
    const parts = `training ${formatDuration(training)} at ${formatCount(measured.imagesPerSecond)} images/s${from}; evaluation ${formatDuration(evaluation.likely)}`
    tell(`  ${run.config.name}: about ${formatDuration(training + evaluation.likely)} (${parts})`)
    if (run.state !== 'done') tell(`    monitored in ${formatMonitorCost(measured)}`)
  }
  const endsAt = new Date(Date.now() + together.likely * 1000)
  const end = endsAt.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const [likely, most] = [formatDuration(together.likely), formatDuration(together.most)]
  const why =
    likely === most ? '' : ': attacks pass over images that fell already, and how many will, nobody knows before'
  tell(`Together about ${likely}, until ${end}, at most ${most}${why}. Ctrl-C stops; the same command goes on.`)
}

interface Told {
  readonly plan: StudyPlan
  readonly report: StudyReport
  readonly files: readonly string[]
}

function tellReport({ url, isOwn }: Connection, { output }: CommandContext, { plan, report, files }: Told): void {
  const { html: _, markdown: __, summary: ___, ...rest } = report
  const runs = plan.runs.flatMap(({ run }) => run ?? [])
  output.line({ type: 'report', report: { ...rest, runs }, files: [...files] })
  const route = `#/compare?runs=${runs.join(',')}`
  output.print(`\n${output.colors.bold(report.title)}\n\n${formatClaims(report, output.colors)}\n`)
  if (!plan.isFinished) output.print('Not everything could be run: the page says what is missing.')
  output.print(`Page      ${files.join('\n          ')}`)
  output.print(`Compare   ${isOwn ? `adversarium start, then ${route}` : `${url}${route}`}`)
}

/** Two lines a claim: they are long. */
function formatClaims({ claims }: StudyReport, colors: Colors): string {
  const paint = { holds: colors.green, 'does not hold': colors.red, 'not tested here': colors.dim }
  const width = Math.max(...Object.keys(paint).map(({ length }) => length)) + 2
  return claims
    .map(({ verdict, claim, finding }) => {
      const first = `${paint[verdict](verdict)}${' '.repeat(width - verdict.length)}${claim}`
      return `${first}\n${' '.repeat(width)}${colors.dim(finding)}`
    })
    .join('\n')
}
