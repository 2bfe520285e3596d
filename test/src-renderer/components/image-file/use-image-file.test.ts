import { mount } from '@vue/test-utils'
import { computed, defineComponent } from 'vue'
import { expect, it } from 'vitest'
import { useImageFile } from '../../../../src-renderer/components/image-file/use-image-file.ts'
import { useImageFiles } from '../../../../src-renderer/stores/image-files.ts'
import { settled, withStores } from '../../support/with-stores.ts'

it('opens no file that was cancelled while it was sent', async () => {
  const { host, app } = withStores({ 'tasks.cancel': null })
  const sent = Promise.withResolvers<null>()
  host.answer('imageFiles.upload', () => sent.promise)
  const made: ReturnType<typeof useImageFile>[] = []
  mount(
    defineComponent(() => {
      useImageFiles().choose(new File(['pixels'], 'mine.png'))
      made.push(useImageFile(computed(() => ({ checkpoint: 3, layers: [], target: 'predicted', names: [] }))))
      return () => null
    }),
    {
      global: {
        plugins: [{ install: (target) => void Object.assign(target._context.provides, app._context.provides) }],
      },
    },
  )
  await settled()
  expect(host.calls).toContain('imageFiles.upload')
  made[0]?.cancel()
  sent.resolve(null)
  await settled()
  expect(host.calls).not.toContain('imageFiles.open')
  expect([made[0]?.error.value?.code, made[0]?.isOpening.value]).toEqual(['cancelled', false])
})
