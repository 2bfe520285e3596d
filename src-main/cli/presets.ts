import { programFolder, type Register } from './command.ts'
import { formatTable } from './terminal/table.ts'

export const presets: Register = (program, act) => {
  program
    .command('presets')
    .description('list the experiments that come with the program')
    .action(
      act(async ({ output }) => {
        const { shippedPresets } = await import('../host/services/presets.ts')
        const all = shippedPresets({ programFolder })
        output.document(all)
        const columns = ['preset', 'what'].map((heading) => ({ heading }))
        const rows = all.map(({ id, summary }) => [id, summary])
        output.print(formatTable(columns, rows, output.colors))
      }),
    )
}
