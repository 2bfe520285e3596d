import type { Drawing, Shape } from './drawing.ts'
import { escapeMarkup } from './escape-markup.ts'

interface SvgLook {
  /** Families as CSS lists them. */
  readonly font: string
  /** Told apart where several drawings lie in one page. */
  readonly id?: string
}

/** A drawing as an SVG file, or as an element of a page. Colours may be CSS variables there. */
export function drawingSvg(drawing: Drawing, { font, id = 'area' }: SvgLook): string {
  const { width, height, title, area, background, shapes } = drawing
  const inside = shapes.filter((shape) => shape.kind !== 'text' && shape.isInside)
  const outside = shapes.filter((shape) => !inside.includes(shape))
  const [lines, texts] = [outside.filter(({ kind }) => kind !== 'text'), outside.filter(({ kind }) => kind === 'text')]
  const clip = `<clipPath id="${id}"><rect x="${round(area.left)}" y="${round(area.top - 4)}" width="${round(area.right - area.left + 4)}" height="${round(area.bottom - area.top + 8)}"/></clipPath>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" font-family="${escapeMarkup(font)}" role="img" aria-label="${escapeMarkup(title)}">
<title>${escapeMarkup(title)}</title>
<defs>${clip}</defs>
<rect width="${round(width)}" height="${round(height)}" fill="${background}"/>
${lines.map(shapeSvg).join('\n')}
<g clip-path="url(#${id})" stroke-linejoin="round">
${inside.map(shapeSvg).join('\n')}
</g>
${texts.map(shapeSvg).join('\n')}
</svg>
`
}

function shapeSvg(shape: Shape): string {
  switch (shape.kind) {
    case 'path': {
      const d = `M${shape.points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}${shape.isClosed ? 'Z' : ''}`
      return `<path d="${d}" ${painted(shape)}/>`
    }
    case 'circle':
      return `<circle cx="${round(shape.at[0])}" cy="${round(shape.at[1])}" r="${round(shape.radius)}" ${painted(shape)}/>`
    case 'text': {
      const weight = shape.isBold ? ' font-weight="600"' : ''
      return `<text x="${round(shape.at[0])}" y="${round(shape.at[1])}" font-size="${shape.size}" text-anchor="${shape.anchor}"${weight} ${colored('fill', shape.fill)}>${escapeMarkup(shape.text)}</text>`
    }
  }
}

function painted({ stroke, fill, width = 1, dash = [], fillOpacity }: Exclude<Shape, { kind: 'text' }>): string {
  const lines = stroke === undefined ? [] : [colored('stroke', stroke), `stroke-width="${width}"`]
  return [
    fill === undefined ? 'fill="none"' : colored('fill', fill),
    ...(fillOpacity === undefined ? [] : [`fill-opacity="${fillOpacity}"`]),
    ...lines,
    ...(dash.length === 0 ? [] : [`stroke-dasharray="${dash.join(' ')}"`]),
  ].join(' ')
}

/** Older readers know no colour with eight digits. */
const colored = (property: string, color: string): string =>
  color.length === 9 && color.startsWith('#')
    ? `${property}="${color.slice(0, 7)}" ${property}-opacity="${(parseInt(color.slice(7), 16) / 255).toFixed(2)}"`
    : `${property}="${color}"`

const round = (value: number): number => Math.round(value * 10) / 10
