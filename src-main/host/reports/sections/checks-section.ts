import { checksInWords, suspiciousChecks, verdictOfChecks, type ComparisonRow } from '../../../contract/index.ts'
import { text, type Section } from '../../pages/page.ts'
import { readableCondition } from '../../services/conditions.ts'
import type { ReportFacts } from '../report-facts.ts'

const columns = ['run', 'condition', 'check', 'outcome', 'reason']

/** What the checks of each robust accuracy say, and what is suspicious with its reasons; the file has each of them. */
export function checksSection({ runs, comparison }: ReportFacts): Section {
  const rows = runs.flatMap(({ run }) => comparison.rows.filter((row) => row.run === run.id && row.checks.length > 0))
  if (rows.length === 0) {
    return { title: 'Robustness checks', blocks: [text('No accuracy under an attack was checked.')] }
  }
  const suspicions = rows.flatMap((row) =>
    suspiciousChecks(row.checks).map(({ title, reason }) => `${about(row)}: ${title}. ${reason}`),
  )
  return {
    title: 'Robustness checks',
    blocks: [
      text('Whether an accuracy under an attack may overstate robustness, because the attack was kept from working.'),
      suspicions.length === 0 ? text('Nothing is suspicious.') : { kind: 'list', items: suspicions },
      {
        kind: 'table',
        head: ['run', 'condition', 'outcome'],
        rows: rows.map(({ name, condition, checks }) => [
          ...[name, readableCondition(condition)],
          { text: checksInWords(checks), mark: verdictOfChecks(checks) },
        ]),
        file: {
          name: 'checks',
          table: {
            columns,
            rows: rows.flatMap(({ name, condition, checks }) =>
              checks.map(({ title, verdict, reason }) => [name, condition, title, verdict, reason]),
            ),
          },
        },
      },
    ],
  }
}

const about = ({ name, condition }: ComparisonRow): string => `${name}, ${readableCondition(condition)}`
