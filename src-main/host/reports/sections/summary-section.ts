import type { MeasuredSummary } from '../../../contract/index.ts'
import { catalog } from '../../../core/catalog.ts'
import { readableCondition } from '../../services/conditions.ts'
import type { Section } from '../../pages/page.ts'
import { methodWords } from '../method-words.ts'
import type { ReportedRun, ReportFacts } from '../report-facts.ts'
import { accuracyCell, isAttack, nothing, pointsWithin } from '../shown-values.ts'

/** Every run in a line: what it is, how it was trained, how good it is clean and under one attack. */
export function summarySection(facts: ReportFacts): Section {
  const robust = robustCondition(facts)
  const rowOf = (id: string, condition: string) =>
    facts.comparison.rows.find((row) => row.run === id && row.condition === condition)
  const gapOf = (id: string): MeasuredSummary['gap'] => facts.summaries.find(({ run }) => run === id)?.gap ?? null
  const gapText = (gap: MeasuredSummary['gap']): string => (gap ? pointsWithin(gap.difference, gap.interval) : nothing)
  const robustTitle = robust === null ? [] : [`${readableCondition(robust)}, %`]
  const head = ['run', 'network', 'objective', 'seed', 'epochs', 'clean, %', ...robustTitle, 'gap, points']
  return {
    title: 'Summary',
    blocks: [
      {
        kind: 'table',
        head,
        rows: facts.runs.map((reported) => [
          reported.label,
          ...settingsOf(reported),
          accuracyCell(rowOf(reported.run.id, 'clean')),
          ...(robust === null ? [] : [accuracyCell(rowOf(reported.run.id, robust))]),
          gapText(gapOf(reported.run.id)),
        ]),
        file: {
          name: 'summary',
          table: {
            columns: [
              ...['run', 'id', 'network', 'objective', 'seed', 'epochs done', 'epochs planned', 'parameters', 'clean'],
              ...[...(robust === null ? [] : [robust]), 'gap', 'gap low', 'gap high'],
            ],
            rows: facts.runs.map((reported) => {
              const { run, label } = reported
              const gap = gapOf(run.id)
              const [network = '', objective = ''] = settingsOf(reported)
              return [
                ...[label, run.id, network, objective, run.config.seed, run.epoch, run.config.epochs, run.parameters],
                rowOf(run.id, 'clean')?.accuracy ?? null,
                ...(robust === null ? [] : [rowOf(run.id, robust)?.accuracy ?? null]),
                ...[gap?.difference ?? null, gap?.interval[0] ?? null, gap?.interval[1] ?? null],
              ]
            }),
          },
        },
      },
      {
        kind: 'text',
        text: 'Accuracies are of validation images, ± the larger side of the 95 % Wilson interval; the gap is training minus validation accuracy.',
      },
    ],
  }
}

function settingsOf({ run: { config, epoch, state } }: ReportedRun): string[] {
  const epochs = state === 'done' ? String(epoch) : `${epoch} of ${config.epochs} (${state})`
  const network = methodWords(config.architecture, catalog.architectures)
  return [network, methodWords(config.objective, catalog.objectives), String(config.seed), epochs]
}

/** The attack that most runs were evaluated under, of several the one that was asked for first. */
export function robustCondition({ comparison }: Pick<ReportFacts, 'comparison'>): string | null {
  const attacked = comparison.rows.filter(({ condition }) => isAttack(condition))
  const groups = [...Map.groupBy(attacked, ({ condition }) => condition)]
  return groups.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null
}
