import { expect, it } from 'vitest'
import { keepNewest } from '../../src-main/host/keep-newest.ts'

it('works out once what is asked for again, forgets what nobody asked for, and keeps no failure', async () => {
  const keep = keepNewest<string>(2)
  const made: string[] = []
  const ask = (key: string): Promise<string> =>
    keep(key, () => {
      made.push(key)
      return key === 'broken' ? Promise.reject(new Error(key)) : Promise.resolve(key.toUpperCase())
    })
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['A', 'A', 'B'])
  await ask('a')
  await ask('c')
  await ask('a')
  expect(made).toEqual(['a', 'b', 'c'])
  await ask('b')
  expect(made).toEqual(['a', 'b', 'c', 'b'])
  await expect(ask('broken')).rejects.toThrow('broken')
  await expect(ask('broken')).rejects.toThrow('broken')
  expect(made.slice(4)).toEqual(['broken', 'broken'])
})
