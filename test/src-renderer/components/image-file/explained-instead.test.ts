import { expect, it } from 'vitest'
import { explainedInstead } from '../../../../src-renderer/components/image-file/explained-instead.ts'

it('says which model explains in the place of one that is gone', () => {
  const shown = { run: { id: 'a1', name: 'base' }, checkpoint: { id: 4, kind: 'last', epoch: 9 } } as const
  const say = (run: string | null, checkpoint: string | null) => explainedInstead({ run, checkpoint }, shown)
  expect([say(null, null), say('a1', null), say('a1', '4')]).toEqual([null, null, null])
  expect(say('a1', '3')).toBe(
    'The checkpoint of this address is not kept any more: last @9 of "base" explains in its place.',
  )
  expect(say('gone', '3')).toMatch(/^The run of this address is not there any more.*"base" explains in its place\.$/)
})
