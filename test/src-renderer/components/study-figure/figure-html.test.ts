import { describe, expect, it } from 'vitest'
import { figureHtml } from '../../../../src-renderer/components/study-figure/figure-html.ts'
import type { FigurePicture } from '../../../../src-renderer/components/study-figure/figure-picture.ts'
import { theme } from '../../support/chart-theme.ts'

const image = { width: 2, height: 1, channels: 1, values: Uint8Array.of(1, 2) }
const picture: FigurePicture = {
  title: 'Chen 2020',
  detail: 'base <1> & adversarial',
  size: { width: 2, height: 1 },
  scale: 64,
  notes: ['CAM: Layer <out>, 2 × 2 values.'],
  panels: [
    {
      heading: 'broom · image 4',
      rows: [
        {
          run: 'base',
          title: 'Clean',
          cells: [
            { image, caption: 'Clean · wrong: "oboe"', note: 'confidence 60 %', sentence: null },
            { image: null, caption: 'CAM', note: '', sentence: 'No positive evidence for "oboe".' },
          ],
          topFive: [
            { name: 'oboe', probability: 0.6, isTrue: false },
            { name: 'broom', probability: 0.25, isTrue: true },
          ],
        },
      ],
    },
  ],
}

describe('figureHtml', () => {
  const html = figureHtml(picture, theme, () => 'data:image/png;base64,AAAA')
  const page = new DOMParser().parseFromString(html, 'text/html')

  it('holds every image at whole multiples of its pixels, and asks nobody for anything', () => {
    const images = [...page.querySelectorAll('img')]
    expect(images.map((it) => [it.getAttribute('src'), it.getAttribute('width'), it.getAttribute('height')])).toEqual([
      ['data:image/png;base64,AAAA', '128', '64'],
    ])
    expect(html).not.toMatch(/https?:|<script|<link/)
  })

  it('says in words what has no picture, and the five most probable classes', () => {
    expect(page.querySelector('.sentence')?.textContent).toBe('No positive evidence for "oboe".')
    const entries = [...page.querySelectorAll('li')].map((it) => it.textContent?.replaceAll('\u202f', ' '))
    expect(entries).toEqual(['oboe60.0 %', 'broom (true)25.0 %'])
  })

  it('takes names for text, whatever is in them', () => {
    const lines = [...page.querySelectorAll('.dim')].map((it) => it.textContent)
    expect(lines).toEqual(['base <1> & adversarial', 'CAM: Layer <out>, 2 × 2 values.'])
    expect(page.querySelector('img')?.getAttribute('alt')).toBe('Clean · wrong: "oboe"')
  })
})
