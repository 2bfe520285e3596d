import { format } from 'prettier'
import { describe, expect, it } from 'vitest'
import { curvesSvg } from '../../../src-main/host/studies/curves-svg.ts'
import { pageHtml } from '../../../src-main/host/pages/page-html.ts'
import { pageMarkdown } from '../../../src-main/host/pages/page-markdown.ts'
import type { Page } from '../../../src-main/host/pages/page.ts'

const table = {
  kind: 'table',
  head: ['claim', 'verdict'],
  rows: [
    ['a <b>bold</b> | claim, p < 0.001', 'holds'],
    ['of block_16 and _others_ [−1.2, 3.4]', 'not tested here'],
    ['a figure', { text: '12.0 %', mark: 'suspicious' }],
  ],
} as const
const svg = curvesSvg('Accuracy & epochs', [
  {
    label: '<script>',
    color: 0,
    stroke: 'dashed',
    points: [
      { epoch: 1, value: 0.2 },
      { epoch: 2, value: 0.55 },
    ],
  },
])
const page: Page = {
  title: 'A page',
  lead: [{ kind: 'text', text: 'In *words* & "quotes" of <i>others</i>, 2 * 3.' }],
  sections: [
    { title: 'Claims', blocks: [table, { kind: 'list', items: ['one', 'block_1: two'] }] },
    {
      title: 'Curves',
      blocks: [{ kind: 'figure', caption: 'By epoch.', svg, legend: [{ label: 'a', color: 'var(--run-1)' }], table }],
      isDetail: true,
    },
    { title: 'More', blocks: [{ kind: 'code', title: 'Configuration', language: 'json', text: '{\n  "a": 1\n}' }] },
  ],
}

describe('pageMarkdown', () => {
  it('is laid out as Prettier would, with headings from the level that is asked for', async () => {
    for (const level of [1, 2]) {
      const written = pageMarkdown(page, level)
      expect(written).toBe(await format(written, { parser: 'markdown', printWidth: 120 }))
      expect(written).toMatch(new RegExp(`^#{${level}} A page$`, 'm'))
      expect(written).toMatch(new RegExp(`^#{${level + 1}} Claims$`, 'm'))
    }
  })

  it('lets nothing that it is given become markup', () => {
    const written = pageMarkdown(page)
    expect(written).not.toMatch(/(?<!\\)<[bi/]/)
    expect(written).toContain(String.raw`\*words\*`)
    expect(written).toContain(String.raw`claim, p < 0.001`)
  })
})

describe('pageHtml', () => {
  const html = pageHtml(page)

  it('needs nothing else, runs nothing, and escapes what it is given', () => {
    expect(html).not.toMatch(/<script|src=|href=|url\(/)
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('a &lt;b&gt;bold&lt;/b&gt; | claim, p &lt; 0.001')
    expect(html).toContain('prefers-color-scheme:dark')
  })

  it('sets verdicts apart', () => {
    expect(html).toContain('<b class="good">holds</b>')
    expect(html).toContain('<b class="untested">not tested here</b>')
  })

  it('marks a figure by a sign that has words, in Markdown too', () => {
    expect(html).toMatch(/12\.0 % <b class="warning" role="img" aria-label="a robustness check is suspicious"/)
    expect(pageMarkdown(page)).toContain('12.0 % ⚠')
  })
})

describe('curvesSvg', () => {
  it('draws each curve from its first epoch to its last on an axis to the next ten percent', () => {
    expect(svg).toContain('stroke-dasharray:5 3" d="M376.0 154.7L708.0 29.8"')
    expect(svg).toContain('>60</text>')
    expect(svg).not.toContain('>70</text>')
  })
})
