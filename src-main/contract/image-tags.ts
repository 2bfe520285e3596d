import { z } from 'zod'
import { call, event } from './define.ts'
import { Split } from './split.ts'

export const ImageTag = z.string().trim().min(1).max(60)

export const ImageTagCount = z.object({ split: Split, name: z.string(), count: z.int() })
export type ImageTagCount = z.output<typeof ImageTagCount>

/** Images of a split that got a tag, or lost it. */
export const ImageTagChange = z.object({
  split: Split,
  name: z.string(),
  isAdded: z.boolean(),
  images: z.array(z.int()),
})
export type ImageTagChange = z.output<typeof ImageTagChange>

/** Tags of images: of a dataset's split, so that they stay when runs go, and are gone with the dataset. */
export const imageTags = {
  /** By name, with how many images carry them. */
  list: call(z.object({ dataset: z.string() }), z.array(ImageTagCount)),
  /** Of each image, in the order that was asked for. */
  ofImages: call(
    z.object({ dataset: z.string(), split: Split, images: z.array(z.int().min(0)).min(1).max(1000) }),
    z.array(z.array(z.string())),
  ),
  /** Answers with what was not so before, which is what to take back. */
  change: call(
    z.object({
      dataset: z.string(),
      split: Split,
      images: z.array(z.int().min(0)).min(1).max(10_000),
      add: z.array(ImageTag).max(20).default([]),
      remove: z.array(ImageTag).max(20).default([]),
    }),
    z.array(ImageTagChange),
  ),
  /** Of both splits; becomes one with a tag that is called so already. Answers as `change` does. */
  rename: call(z.object({ dataset: z.string(), from: ImageTag, to: ImageTag }), z.array(ImageTagChange)),
  /** Takes it off all images, to the trash. */
  remove: call(z.object({ dataset: z.string(), name: ImageTag }), z.null()),
  changed: event(z.object({ dataset: z.string() })),
}
