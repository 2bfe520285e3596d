import { diagnose } from '../engine/runtime/doctor.ts'
import { programFolder, type Register } from './command.ts'
import { formatTable } from './terminal/table.ts'

export const doctor: Register = (program, act) => {
  program
    .command('doctor')
    .description('what was found on this machine, what is used and why')
    .action(
      act(async ({ output }) => {
        const report = diagnose(programFolder)
        output.document(report)
        const columns = ['', 'subject', 'found', 'note'].map((heading) => ({ heading }))
        const marks = { ok: '✓', missing: '✗', unused: '·', problem: '!' }
        const rows = report.rows.map(({ subject, status, found, note }) => [marks[status], subject, found, note])
        output.print(
          `Computes with ${report.backend}. ${report.reason}\n\n${formatTable(columns, rows, output.colors)}`,
        )
      }),
    )
}
