import { resolve } from 'node:path'
import { Argument } from 'commander'
import { exitCodes } from '../contract/cli.ts'
import type { RuntimeOffer } from '../contract/system.ts'
import { programFolder, type CommandContext, type Register } from './command.ts'
import { formatBytes } from './terminal/format.ts'
import { createProgressDisplay } from './terminal/progress-display.ts'
import { formatTable } from './terminal/table.ts'

type Device = RuntimeOffer['device']
const deviceArgument = (): Argument => new Argument('<device>', 'for what').choices(['cpu', 'gpu'])

export const runtime: Register = (program, act) => {
  const group = program
    .command('runtime')
    .description('the TensorFlow that computes: what there is, and what to install for a card')
  group
    .command('list')
    .description('what is there, what a fetch would download, and which one computes')
    .action(
      act(async ({ output }) => {
        const { listRuntimes } = await import('../engine/runtime/install.ts')
        show(output, listRuntimes(programFolder))
      }),
    )
  group
    .command('install')
    .addArgument(deviceArgument())
    .description("fetch it from Python's package index, which PIP_INDEX_URL may name, or take its files")
    .option('--from <path>', 'a folder, or a zip, of the pinned wheels: nothing is downloaded')
    .action(act((context, device: Device, { from }: { from?: string }) => install(context, device, from ?? null)))
  group
    .command('remove')
    .addArgument(deviceArgument())
    .description('delete what was installed; what came with the program stays')
    .action(
      act(async ({ output }, device: Device) => {
        const { removeRuntime } = await import('../engine/runtime/install.ts')
        show(output, removeRuntime(programFolder, device))
      }),
    )
}

async function install({ output, interrupts }: CommandContext, device: Device, from: string | null): Promise<number> {
  const { installRuntime, listRuntimes } = await import('../engine/runtime/install.ts')
  const offer = listRuntimes(programFolder).find((one) => one.device === device)
  if (from === null && offer && !offer.isInstalled) {
    output.print(`Fetching ${offer.title}: ${formatBytes(offer.downloadBytes)}. Ctrl-C ends it; what came stays.`)
  }
  const controller = new AbortController()
  const display = createProgressDisplay(output)
  const release = interrupts.handle(() => controller.abort())
  try {
    const offers = await installRuntime({
      ...{ root: programFolder, device, from: from === null ? null : resolve(from), signal: controller.signal },
      onProgress: ({ stage, done, total }) =>
        display.update({
          ...{ subject: stage, done, total, rate: null },
          note: `${stage} ${formatBytes(done)} of ${formatBytes(total)}`,
        }),
    })
    display.stop()
    show(output, offers)
    return exitCodes.done
  } finally {
    release()
    display.stop()
  }
}

function show(output: CommandContext['output'], offers: readonly RuntimeOffer[]): void {
  output.document(offers)
  const columns = ['', 'runtime', 'download', 'where'].map((heading) => ({ heading }))
  const rows = offers.map(({ title, downloadBytes, isInstalled, isUsed, note }) => [
    isUsed ? output.colors.green('✓') : '·',
    title,
    isInstalled ? '–' : formatBytes(downloadBytes),
    [isInstalled ? '' : 'not installed', note].filter((part) => part !== '').join('. '),
  ])
  output.print(formatTable(columns, rows, output.colors))
}
