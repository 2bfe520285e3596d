import type { ReportSection } from '../../contract/index.ts'
import type { Block, Page, Section } from '../pages/page.ts'
import type { ReportFacts } from './report-facts.ts'

interface Source {
  readonly title: string
  readonly facts: ReportFacts
  readonly date: Date
  readonly version: string
  readonly script: string
  readonly sections: readonly (readonly [ReportSection, Section])[]
}

/** A report as a page, with all that it shows as data for other programs. */
export function reportPage({ title, facts: { runs, baseline }, date, version, script, sections }: Source): Page {
  const shown = sections.map(([, section]) => section)
  const blocks = shown.flatMap((section) => section.blocks)
  const against = runs.length > 1 ? ` Others are held against ${baseline.label}.` : ''
  const names = runs.map(({ label }) => label)
  const datasets = [...new Set(runs.flatMap(({ dataset }) => dataset?.title ?? []))]
  const images = datasets.length === 0 ? '' : ` Trained on ${datasets.join(' and ')}.`
  return {
    title,
    lead: [
      {
        kind: 'text',
        text: `${date.toISOString().slice(0, 10)}, ${runs.length === 1 ? 'one run' : `${runs.length} runs`}: ${names.join(' · ')}.${images}${against}`,
      },
    ],
    sections: shown,
    live: {
      script,
      data: {
        format: 'adversarium-report',
        version,
        createdAt: date.toISOString(),
        title,
        baseline: baseline.run.id,
        sections: sections.map(([id]) => id),
        runs: runs.map(({ run, label, dataset }) => ({
          ...{ id: run.id, name: run.name, label, state: run.state, epoch: run.epoch, config: run.config },
          dataset: dataset && { id: dataset.id, title: dataset.title, fingerprint: dataset.fingerprint },
        })),
        tables: Object.fromEntries(blocks.flatMap(tableOf)),
        charts: Object.fromEntries(
          blocks.flatMap((block) => (block.kind === 'chart' ? [[block.chart.id, block.chart]] : [])),
        ),
      },
    },
  }
}

const tableOf = (block: Block) =>
  block.kind === 'table' && block.file ? [[block.file.name, block.file.table] as const] : []
