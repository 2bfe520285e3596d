import { programFolder, type Register } from './command.ts'
import { formatTable } from './terminal/table.ts'

const marks = { ok: '✓', missing: '✗', unused: '·', problem: '!' } as const

export const doctor: Register = (program, act) => {
  program
    .command('doctor')
    .description('what was found on this machine, what is used and why')
    .action(
      act(async ({ output }) => {
        const { diagnose } = await import('../engine/runtime/doctor.ts')
        const report = diagnose(programFolder)
        const { colors } = output
        const paint = { ok: colors.green, missing: colors.yellow, unused: colors.dim, problem: colors.red }
        output.document(report)
        const columns = ['', 'subject', 'found', 'note'].map((heading) => ({ heading }))
        const rows = report.rows.map(({ subject, status, found, note }) => [
          paint[status](marks[status]),
          subject,
          found,
          note,
        ])
        output.print(`Computes with ${colors.bold(report.backend)}. ${report.reason}\n`)
        output.print(formatTable(columns, rows, colors))
      }),
    )
}
