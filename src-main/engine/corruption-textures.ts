import { join } from 'node:path'
import type { MethodChoice } from '../contract/method.ts'
import { registries } from '../core/catalog.ts'
import { provideTexture } from '../core/corruptions/textures.ts'
import { isSceneTransform } from '../core/methods.ts'

const provided = new Set<string>()

/**
 * Reads the textures that this condition lays over images from `folder`, once a process. An alpha channel is dropped, as
 * OpenCV's `imread` does.
 */
export async function provideTextures(condition: MethodChoice, folder: string): Promise<void> {
  const method = registries.corruptions.find(({ id }) => id === condition.id)
  const textures = method && !isSceneTransform(method) ? (method.textures ?? []) : []
  const missing = textures.filter((name) => !provided.has(name))
  if (missing.length === 0) return
  // Not at the start of an engine: few evaluations need it.
  const { default: sharp } = await import('sharp')
  for (const name of missing) {
    const image = sharp(join(folder, name), { ignoreIcc: true }).removeAlpha()
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
    provideTexture(name, { height: info.height, width: info.width, pixels: new Uint8Array(data) })
    provided.add(name)
  }
}
