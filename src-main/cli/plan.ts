import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option } from 'commander'
import { z } from 'zod'
import { parseMethod } from '../contract/method.ts'
import { PlanContent, planFile, type EvaluationPlan } from '../contract/plans.ts'
import type { Split } from '../contract/split.ts'
import { findPlan } from './client/plan-reference.ts'
import { withClient } from './client/with-client.ts'
import { collect, type CommandContext, type Register } from './command.ts'
import { readWhole } from './read-whole.ts'
import { formatCondition, formatCount, nothing } from './terminal/format.ts'
import { formatFacts, formatTable } from './terminal/table.ts'
import { UsageError } from './usage-error.ts'

interface SaveOptions {
  readonly condition: readonly string[]
  readonly from?: string
  readonly split?: Split
  readonly images?: number
  readonly summary?: string
}

export const plan: Register = (program, act) => {
  const group = program.command('plan').description('named lists of conditions that runs are evaluated under')
  group
    .command('list')
    .description('those that come with the program, and your own')
    .action(
      act(async (context) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const all = await client.plans.list({})
          context.output.document(all)
          context.output.print(formatPlans(all, context))
        }),
      ),
    )
  group
    .command('show <plan>')
    .description('all conditions of a plan')
    .action(
      act(async (context, reference: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const found = findPlan(await client.plans.list({}), reference)
          context.output.document(found)
          const facts = formatFacts([...factsOf(found)], context.output.colors)
          const catalog = await client.system.catalog({})
          const conditions = found.conditions.map((condition) => formatCondition(condition, catalog))
          context.output.print([facts, conditions.join('\n')].join('\n\n'))
        }),
      ),
    )
  group
    .command('save <title>')
    .description('keep a plan of your own; one of the same title is replaced')
    .option('--condition <text>', 'as in "evaluate"; may be repeated', collect, [])
    .option('--from <plan>', 'begin with the conditions of another plan')
    .addOption(new Option('--split <name>', 'which images').choices(['validation', 'train']))
    .addOption(new Option('--images <n>', 'how many of them; default: all').argParser(readWhole))
    .option('--summary <text>', 'what it is for')
    .action(
      act(async (context, title: string, { condition, from, split, images, summary }: SaveOptions) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const base = from === undefined ? null : findPlan(await client.plans.list({}), from)
          const conditions = [...(base?.conditions ?? []), ...condition.map((text) => parseMethod(text))]
          if (conditions.length === 0)
            throw new UsageError('A plan needs a condition: --condition clean, or --from quick.')
          await save(context, client, {
            ...{ title, conditions, summary: summary ?? '' },
            ...{ split: split ?? base?.split ?? 'validation', images: images ?? base?.images ?? null },
          })
        }),
      ),
    )
  group
    .command('export <plan> <file>')
    .description('write a plan as JSON, as "import" reads it')
    .action(
      act(async (context, reference: string, file: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const found = findPlan(await client.plans.list({}), reference)
          const path = resolve(file)
          writeFileSync(path, planFile(found))
          context.output.document({ path })
          context.output.print(`"${found.title}" was written to ${path}.`)
        }),
      ),
    )
  group
    .command('import <file>')
    .description('keep the plan of a JSON file as your own; one of the same title is replaced')
    .action(
      act(async (context, file: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => save(context, client, readPlan(file))),
      ),
    )
  group
    .command('remove <plan>')
    .description('put a plan of your own into the trash; what was evaluated stays')
    .action(
      act(async (context, reference: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { id, title } = findPlan(await client.plans.list({}), reference)
          await client.plans.remove({ id })
          context.output.document({ id })
          context.output.print(`"${title}" is in the trash: adversarium trash restore plan:${id}`)
        }),
      ),
    )
}

type PlanClient = Parameters<Parameters<typeof withClient>[2]>[0]['client']

/** In place of an own one of this title, where there is one. */
async function save({ output }: CommandContext, client: PlanClient, content: PlanContent): Promise<void> {
  const own = (await client.plans.list({})).filter(({ isShipped }) => !isShipped)
  const id = own.find(({ title }) => title.toLowerCase() === content.title.toLowerCase())?.id ?? null
  const saved = await client.plans.save({ ...content, id })
  output.document(saved)
  output.print(
    `"${saved.title}" holds ${saved.conditions.length} conditions: adversarium evaluate <run> --plan "${saved.title}"`,
  )
}

function readPlan(file: string): PlanContent {
  const path = resolve(file)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} cannot be read as JSON: ${(error as Error).message}`)
  }
  const content = PlanContent.safeParse(json)
  if (content.success) return content.data
  throw new UsageError(`${path} holds no plan: ${z.prettifyError(content.error)}`, {
    hint: 'Expected {"title": …, "conditions": ["clean", "fog:severity=3", …]}; "adversarium plan export" writes one.',
  })
}

function formatPlans(all: readonly EvaluationPlan[], { output: { colors } }: CommandContext): string {
  const columns = [
    { heading: 'plan' },
    { heading: 'conditions', align: 'right' } as const,
    { heading: 'images', align: 'right' } as const,
    { heading: 'split' },
    { heading: 'what' },
  ]
  const rows = all.map(({ id, title, isShipped, conditions, images, split, summary }) => [
    isShipped ? id : title,
    formatCount(conditions.length),
    images === null ? 'all' : formatCount(images),
    split,
    summary === '' ? nothing : summary,
  ])
  return formatTable(columns, rows, colors)
}

const factsOf = ({ title, summary, split, images, conditions }: EvaluationPlan) =>
  [
    ['plan', title],
    ['what', summary === '' ? null : summary],
    ['images', `${images === null ? 'all' : formatCount(images)} of ${split}`],
    ['conditions', formatCount(conditions.length)],
  ] as const
