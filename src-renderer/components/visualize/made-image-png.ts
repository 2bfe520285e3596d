import type { ChartTheme } from '../../charts/theme.ts'
import { titledPng } from '../../charts/titled-png.ts'
import type { PixelImage } from '../images/pixel-image.ts'
import { paint } from '../misclassified/layers-png.ts'

/** The image under its title, each of its pixels a square of `scale` pixels. */
export function madeImagePng(
  image: PixelImage,
  scale: number,
  words: { readonly title: string; readonly detail: string },
  theme: ChartTheme,
): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = image.width * scale
  canvas.height = image.height * scale
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  context.imageSmoothingEnabled = false
  context.drawImage(paint(image), 0, 0, canvas.width, canvas.height)
  return titledPng(canvas, 2, words, theme)
}
