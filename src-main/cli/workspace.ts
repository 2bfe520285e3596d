import { exitCodes } from '../contract/cli.ts'
import type { FileProblem, SalvagedWorkspace, WorkspaceReport } from '../host/mend-workspace.ts'
import type { CommandContext, Register } from './command.ts'
import { formatBytes, formatCount } from './terminal/format.ts'
import { formatFacts, formatTable } from './terminal/table.ts'

type Colors = CommandContext['output']['colors']

/** Works on the files themselves: no program may use the workspace meanwhile. */
export const workspace: Register = (program, act) => {
  const group = program.command('workspace').description('check a workspace, and mend its database')
  group
    .command('check')
    .description('read all of the workspace and say what is damaged or missing; changes nothing')
    .action(
      act(async ({ output, workspace: folder }) => {
        const { checkWorkspace } = await import('../host/mend-workspace.ts')
        const report = await checkWorkspace(folder)
        output.document(report)
        output.print(formatReport(report, output.colors))
        return report.database.damage === null && report.files.length === 0 ? exitCodes.done : exitCodes.failed
      }),
    )
  group
    .command('restore [copy]')
    .description('put a copy in the place of the database, the newest if none is named; what was there is kept')
    .action(
      act(async ({ output, workspace: folder }, name?: string) => {
        const { restoreWorkspace } = await import('../host/mend-workspace.ts')
        const { copy, kept } = await restoreWorkspace(folder, name ?? null)
        output.document({ copy, kept })
        output.print(`The database is that of ${formatTime(copy.madeAt)} again (${copy.name}). ${formatKept(kept)}`)
      }),
    )
  group
    .command('salvage')
    .description('keep what can be read of a damaged database; what was there is kept')
    .action(
      act(async ({ output, workspace: folder }) => {
        const { salvageWorkspace } = await import('../host/mend-workspace.ts')
        const { tables, kept } = await salvageWorkspace(folder)
        output.document({ tables, kept })
        output.print(`${formatTables(tables, output.colors)}\n\n${formatKept(kept)}`)
      }),
    )
}

function formatReport({ folder, database, copies, files }: WorkspaceReport, colors: Colors): string {
  const { bytes, version, damage } = database
  const facts = formatFacts(
    [
      ['workspace', folder],
      ['database', damage === null ? `whole, ${formatBytes(bytes)}, version ${version}` : colors.red(damage)],
      ['files', files.length === 0 ? 'all there' : colors.red(`${files.length} missing or changed`)],
      ['copies', copies.length === 0 ? 'none' : formatCount(copies.length)],
    ],
    colors,
  )
  return [
    facts,
    files.length === 0 ? null : formatFiles(files, colors),
    copies.length === 0 ? null : formatCopies(copies, colors),
  ]
    .filter((part) => part !== null)
    .join('\n\n')
}

const formatFiles = (files: readonly FileProblem[], colors: Colors): string =>
  formatTable(
    ['file', 'problem', 'path'].map((heading) => ({ heading })),
    files.map(({ what, problem, path }) => [what, problem, path]),
    colors,
  )

const formatCopies = (copies: WorkspaceReport['copies'], colors: Colors): string =>
  formatTable(
    [
      { heading: 'copy' },
      { heading: 'made' },
      { heading: 'version', align: 'right' },
      { heading: 'size', align: 'right' },
    ],
    copies.map(({ name, madeAt, version, bytes }) => [name, formatTime(madeAt), String(version), formatBytes(bytes)]),
    colors,
  )

/** Empty tables say nothing. */
const formatTables = (tables: SalvagedWorkspace['tables'], colors: Colors): string =>
  formatTable(
    [{ heading: 'rows of' }, { heading: 'saved', align: 'right' }, { heading: 'lost', align: 'right' }],
    tables
      .filter(({ saved, lost }) => saved > 0 || lost !== 0)
      .map(({ table, saved, lost }) => [table, formatCount(saved), lost === null ? 'some' : formatCount(lost)]),
    colors,
  )

const formatKept = (kept: string | null): string =>
  kept === null ? 'There was no database before.' : `The files that it replaces are kept in ${kept}.`
const formatTime = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
