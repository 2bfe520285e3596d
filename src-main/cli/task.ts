import { cpus, hostname } from 'node:os'
import { resolve } from 'node:path'
import { exitCodes } from '../contract/cli.ts'
import { followRuns } from './client/follow-runs.ts'
import { withClient } from './client/with-client.ts'
import type { CommandContext, Register } from './command.ts'
import { wholeNumber } from './whole-number.ts'

export const task: Register = (program, act) => {
  program
    .command('task <folder> <number>')
    .description('compute one task of a written job array, in a workspace of its own below the folder')
    .option(
      '--images <workspace>',
      'a workspace that holds its images; default: ADVERSARIUM_IMAGES, else the default one',
    )
    .action(
      act(async (context, folder: string, number: string, options: { images?: string }) =>
        compute(
          context,
          resolve(folder),
          wholeNumber('<number>', number),
          options.images ?? process.env['ADVERSARIUM_IMAGES'],
        ),
      ),
    )
}

/** Resolves to the exit code: a batch system sees by it whether the task has to be started again. */
async function compute(context: CommandContext, folder: string, number: number, images?: string): Promise<number> {
  const [{ readDone, readTask, resultFolder, writeDone }, { threadEnvironment }] = await Promise.all([
    import('../host/elsewhere/array-folder.ts'),
    import('../host/thread-environment.ts'),
  ])
  const { run, threads } = readTask(folder, number)
  const { output } = context
  const workspace = resultFolder(folder, number)
  if (readDone(workspace)?.run === run.id) {
    output.print(`Task ${number}, "${run.config.name}", is done.`)
    return exitCodes.done
  }
  // Engines take it over.
  Object.assign(process.env, threadEnvironment(threads))
  const { code, machine, program } = await withClient(
    { ...context, workspace },
    { startsQueue: true },
    async (connection) => {
      const { client } = connection
      const outcome = await followRuns(connection, context, async () => {
        const { id } = await client.elsewhere.begin({
          folder,
          number,
          ...(images === undefined ? {} : { images: resolve(images) }),
        })
        return { runs: [id], evaluations: null }
      })
      const { engines, version } = await client.system.info({})
      const device = engines.find(({ lane }) => lane === 'training')?.device ?? 'no device'
      return { code: outcome.code, machine: machineOf(device), program: version }
    },
  )
  // Not before the host has ended: whoever sees it may read all of the workspace.
  if (code === exitCodes.done) writeDone(workspace, { run: run.id, machine, program, finishedAt: Date.now() })
  return code
}

/** `node17, AMD EPYC 7763, TensorFlow CPU, Slurm 4711_6` */
function machineOf(device: string): string {
  const { SLURM_ARRAY_JOB_ID: job, SLURM_ARRAY_TASK_ID: number } = process.env
  const batch = job === undefined ? [] : [`Slurm ${job}_${number}`]
  return [hostname(), cpus()[0]?.model.trim(), device, ...batch].filter(Boolean).join(', ')
}
