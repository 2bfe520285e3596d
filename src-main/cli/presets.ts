import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { formatTable } from './terminal/table.ts'

export const presets: Register = (program, act) => {
  program
    .command('presets')
    .description('list the experiments that come with the program')
    .action(
      act(async ({ output, workspace }) =>
        withClient({ workspace }, { startsQueue: false }, async ({ client }) => {
          const all = await client.experiments.presets({})
          output.document(all)
          const columns = ['preset', 'what'].map((heading) => ({ heading }))
          output.print(
            formatTable(
              columns,
              all.map(({ id, summary }) => [id, summary]),
              output.colors,
            ),
          )
        }),
      ),
    )
}
