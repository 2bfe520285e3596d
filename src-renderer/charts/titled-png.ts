import type { ChartTheme } from './theme.ts'

const headerHeight = 24

/** A picture under its title on the theme's surface; `scale`: its pixels for each px of text. */
export async function titledPng(
  picture: HTMLCanvasElement,
  scale: number,
  { title, detail }: { readonly title: string; readonly detail: string },
  theme: ChartTheme,
): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = picture.width
  canvas.height = picture.height + headerHeight * scale
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  context.fillStyle = theme.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, headerHeight * scale)
  context.scale(scale, scale)
  context.fillStyle = theme.text
  context.font = `600 ${theme.fontSize}px ${theme.font}`
  context.fillText(title, 0, 16)
  const after = context.measureText(`${title} `).width
  context.fillStyle = theme.textSecondary
  context.font = `${theme.fontSize}px ${theme.font}`
  context.fillText(detail, after, 16)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob as Blob), 'image/png'))
}
