import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leaveOut } from '../../support/leave-out.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { launch, programFolder, startHost, untilEvaluated, untilRun } from '../../support/test-host.ts'
import type { Host } from '../../../src-main/host/create-host.ts'

async function evaluated(names: readonly string[]): Promise<{ host: Host; runs: string[] }> {
  const host = await startHost()
  const { runs } = await launch(host, names, {
    conditions: [
      { id: 'clean', params: {} },
      { id: 'fgsm', params: { epsilon: 2 / 255 } },
    ],
  })
  for (const run of runs) await untilRun(host, run, 'done')
  await untilEvaluated(host, ...runs)
  return { host, runs }
}
const dataOf = (html: string) =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '') as {
    tables: Record<string, { columns: string[]; rows: unknown[][] }>
    charts: Record<string, { series: { label: string }[] }>
    runs: { id: string; label: string }[]
  }
/** What a link of the page saves. */
const saved = (html: string, file: string): string =>
  Buffer.from(new RegExp(`download="${file}" href="[^,"]*,([^"]*)"`).exec(html)?.[1] ?? '', 'base64').toString('utf8')

describe('reports.write', () => {
  if (!existsSync(join(programFolder, 'out', 'renderer', 'report.js'))) {
    return leaveOut('reports', 'out/renderer/report.js is not built')
  }

  it('writes one file that loads nothing, tells runs of a name apart and escapes what they are called', async () => {
    const { host, runs } = await evaluated(['<img src=x onerror=alert(1)>', 'same', 'same'])
    const written = await host.client.reports.write({ task: 't', runs, title: 'A & B </script>' })
    const html = readFileSync(written.path, 'utf8')
    expect(html.match(/<script\b/g)).toHaveLength(2)
    expect(html).not.toMatch(/<img src=x|https?:\/\/(?!www\.w3\.org\/2000\/svg)[^\s"<]*"/)
    expect(html).toContain('A &amp; B &lt;/script&gt;')
    const { runs: listed, tables } = dataOf(html)
    expect(new Set(listed.map(({ label }) => label)).size).toBe(3)
    expect(tables['conditions']?.rows).toHaveLength(6)
    expect(written.sections).toContain('summary')
  })

  it('holds its tables as CSV, in full, and as LaTeX', async () => {
    const { host, runs } = await evaluated(['one', 'two'])
    const { path, name } = await host.client.reports.write({ task: 't', runs, sections: ['conditions', 'method'] })
    const html = readFileSync(path, 'utf8')
    const { rows } = await host.client.evaluations.compare({ runs })
    const lines = saved(html, 'conditions.csv').trim().split('\r\n')
    expect(lines[0]).toMatch(/^run,condition,/)
    expect(lines.slice(1).map((line) => Number(line.split(',')[5]))).toEqual(rows.map(({ accuracy }) => accuracy))
    expect(saved(html, 'differences.csv')).toMatch(/^run,baseline,condition,n,difference/)
    expect(saved(html, 'conditions.tex')).toMatch(/\\toprule[^]*\\pm/)
    expect(saved(html, 'runs.csv')).toContain(runs[0])
    expect(html).not.toContain('Overfitting and gap')
    const piece = await host.client.exportedFiles.read({ name, offset: 0 })
    expect(Buffer.from(piece).toString('utf8')).toBe(html)
  })

  it('tells of runs that were trained elsewhere what their logs hold', async () => {
    const { host, runs } = await evaluated(['one'])
    const logs = join(import.meta.dirname, '../../fixtures/imported-runs/keras-csv')
    const { runs: imported } = await host.client.runs.import({ path: logs })
    const all = [...imported.map(({ run }) => run.id), ...runs]
    const { path } = await host.client.reports.write({ task: 't', runs: all, maps: [{ id: 'gradient', params: {} }] })
    const html = readFileSync(path, 'utf8')
    expect(html).toContain('trained elsewhere')
    expect(dataOf(html).charts['accuracy-by-epoch']?.series.map(({ label }) => label)).toContain('keras-csv')
  })

  it('writes where it is told, but over nothing', async () => {
    const { host, runs } = await evaluated(['one'])
    const path = join(temporaryFolder(), 'report.html')
    await host.client.reports.write({ task: 't', runs, path })
    expect(readFileSync(path, 'utf8')).toContain('<title>one</title>')
    await expect(host.client.reports.write({ task: 't', runs, path })).rejects.toMatchObject({ code: 'conflict' })
  })
})
