import { basename, dirname, resolve } from 'node:path'
import type { Client, WrittenJobArray } from '../contract/index.ts'
import { followTask } from './client/follow-task.ts'
import { withClient } from './client/with-client.ts'
import { collect, type CommandContext, type Register } from './command.ts'
import { nameImports } from './config/imported-dataset.ts'
import { loadConfig } from './config/load-config.ts'
import { readWhole } from './read-whole.ts'
import { formatBytes, formatCount } from './terminal/format.ts'
import { isSwept, sweptConfig } from './sweep.ts'
import { UsageError } from './usage-error.ts'

interface Options {
  readonly out: string
  readonly set: readonly string[]
  readonly random?: string
  readonly seed?: string
  readonly seeds?: string
  readonly only?: string
  readonly atOnce?: number
  readonly time?: string
  readonly memory?: string
  readonly threads?: number
  readonly card?: boolean
  readonly sbatch: readonly string[]
  readonly withImages?: boolean
}

export const array: Register = (program, act) => {
  program
    .command('array <config>')
    .description('write the runs of a preset, a JSON file or an experiment as a Slurm job array and a shell list')
    .requiredOption('--out <folder>', 'a new folder, to be copied to the other machine')
    .option('--set <path=values>', 'a setting, as in `run`, or its values, as in `sweep`; may be repeated', collect, [])
    .option('--random <count>', 'draw so many combinations at random in place of all')
    .option('--seed <number>', 'of the random draws; by default 0')
    .option('--seeds <list>', 'repeat every run with these seeds, e.g. 0,1,2 or 0..4')
    .option('--only <numbers>', 'of the runs, from 0, e.g. 6-11 or 0,3,5-7; the others stay in the queue here')
    .option('--at-once <count>', 'so many tasks at the same time', readWhole)
    .option('--time <limit>', 'time of a task, e.g. 04:00:00; default 24:00:00')
    .option('--memory <amount>', 'memory of a task, e.g. 16G; default 8G')
    .option('--threads <count>', 'of TensorFlow, and cores of a task; default: as many as here', readWhole)
    .option('--card', 'a card for each task')
    .option('--sbatch <directive>', 'another directive of Slurm, e.g. partition=gpu; may be repeated', collect, [])
    .option('--with-images', 'the decoded images along, where they are imported ones')
    .action(
      act(async (context, word: string, options: Options) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const of = await experimentOf(client, word, options)
          const written = await followTask(client, context.output, 'array', (task) =>
            client.elsewhere.write({
              ...{ task, of, folder: dirname(resolve(options.out)), name: basename(resolve(options.out)) },
              withImages: options.withImages ?? false,
              only: options.only === undefined ? null : readRanges(options.only),
              options: {
                ...{ atOnce: options.atOnce ?? null, threads: options.threads ?? null, card: options.card ?? false },
                ...(options.time === undefined ? {} : { time: options.time }),
                ...(options.memory === undefined ? {} : { memory: options.memory }),
                directives: [...options.sbatch],
              },
            }),
          )
          context.output.document(written)
          context.output.print(describe(written, context))
        }),
      ),
    )
}

/** An experiment of the workspace by its id; else a preset or a file. */
async function experimentOf(client: Client, word: string, options: Options) {
  const experiments = await client.experiments.list({})
  const found = experiments.find(({ id }) => id === word)
  if (found) {
    if (options.set.length === 0 && !isSwept(options)) return { experiment: found.id }
    throw new UsageError(`"${found.name}" is here already: its settings cannot be changed any more.`, {
      hint: 'Write a preset or a file with --set.',
    })
  }
  if (!isSwept(options)) return { config: await loadConfig(client, word, options.set) }
  const set = await nameImports(client, options.set)
  const config = await loadConfig(client, word, [])
  return { config: sweptConfig(config, { ...options, set }, await client.system.catalog({})) }
}

/** `0,3,5-7` */
export function readRanges(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [, from, to = from] = /^\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*$/.exec(part) ?? []
    const [first, last] = [Number(from), Number(to)]
    if (from !== undefined && first <= last) return Array.from({ length: last - first + 1 }, (_, i) => first + i)
    throw new UsageError(`--only takes numbers of runs: got "${text}".`, {
      hint: 'For example: --only 6-11 or --only 0,3,5-7.',
    })
  })
}

function describe({ folder, tasks, queued, notes, bytes }: WrittenJobArray, { output }: CommandContext): string {
  const count = (n: number): string => `${formatCount(n)} ${n === 1 ? 'run' : 'runs'}`
  return [
    `${output.colors.bold(folder)} (${formatBytes(bytes)}): ${count(tasks.length)}, README.txt says what to do with it.`,
    ...(queued.length > 0
      ? [`${count(queued.length)} stay in the queue of this workspace: adversarium serve computes them.`]
      : []),
    ...notes,
    `Results come back with: adversarium merge ${folder}`,
  ].join('\n')
}
