import type { ChartTheme } from './theme.ts'

const headerHeight = 24
const padding = 8

/** A picture under its title on the theme's surface; `scale`: its pixels for each px of text. */
export async function titledPng(
  picture: HTMLCanvasElement,
  scale: number,
  { title, detail }: { readonly title: string; readonly detail: string },
  theme: ChartTheme,
): Promise<Blob> {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  const titleFont = `600 ${theme.fontSize}px ${theme.font}`
  const detailFont = `${theme.fontSize}px ${theme.font}`
  const widthOf = (text: string, font: string): number => {
    context.font = font
    return context.measureText(text).width
  }
  const after = widthOf(`${title} `, titleFont)
  const width = Math.max(picture.width, Math.ceil((after + widthOf(detail, detailFont)) * scale))
  canvas.width = width + 2 * padding * scale
  canvas.height = picture.height + (headerHeight + 2 * padding) * scale
  context.fillStyle = theme.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, padding * scale, (headerHeight + padding) * scale)
  context.scale(scale, scale)
  context.translate(padding, padding)
  context.fillStyle = theme.text
  context.font = titleFont
  context.fillText(title, 0, 16)
  context.fillStyle = theme.textSecondary
  context.font = detailFont
  context.fillText(detail, after, 16)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob as Blob), 'image/png'))
}
