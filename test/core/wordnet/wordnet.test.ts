import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nameClasses } from '../../../src-main/core/wordnet/class-names.ts'
import { parseWordnet } from '../../../src-main/core/wordnet/wordnet.ts'

const text = readFileSync(join(import.meta.dirname, '../../../resources/wordnet/nouns.tsv'), 'utf8')
const wordnet = parseWordnet(text)

describe('the part of WordNet that comes with the program', () => {
  it('is whole: one root, and everything that stands above a noun', () => {
    const rows = text.trimEnd().split('\n')
    const offsets = new Set(rows.map((row) => row.slice(0, 8)))
    expect(offsets.size).toBe(23_546)
    const above = rows.flatMap((row) => (row.split('\t')[1] ?? '').split(' ').filter((offset) => offset !== ''))
    expect(above.filter((offset) => !offsets.has(offset))).toEqual([])
    expect(rows.filter((row) => row.split('\t')[1] === '')).toEqual(['00001740\t\tentity'])
  })

  it('knows words and kinds', () => {
    expect(wordnet.wordOf('n02233338')).toBe('cockroach')
    expect(wordnet.kindOf('n02233338')).toBe('dictyopterous insect')
    expect(wordnet.wordOf('n00000001')).toBeNull()
    expect(wordnet.kindOf('n00001740')).toBeNull()
  })
})

describe('kinship', () => {
  // NLTK's documentation of WordNet 3.0: dog and cat have path similarity 1 / (4 + 1) and Wu-Palmer similarity 0.857….
  it.each([
    ['dog and cat', 'n02084071', 'n02121620', 4, 6 / 7, 'carnivore'],
    ['cockroach and mantis', 'n02233338', 'n02236044', 2, 11 / 12, 'dictyopterous insect'],
    ['syringe and beer bottle', 'n04376876', 'n02823428', 8, 0.6, 'instrumentality'],
  ])('of %s', (_, first, second, distance, similarity, common) => {
    const kinship = wordnet.kinshipOf(first, second)
    expect(kinship).toMatchObject({ distance, common })
    expect(kinship?.similarity).toBeCloseTo(similarity, 12)
    expect(wordnet.kinshipOf(second, first)).toEqual(kinship)
  })

  it('takes the nearest kind where there are several ways up', () => {
    expect(wordnet.kinshipOf('n02099601', 'n02099712')).toMatchObject({ distance: 2, common: 'retriever' })
  })

  it('of a noun and itself is nought, of one that is not there unknown', () => {
    expect(wordnet.kinshipOf('n02233338', 'n02233338')).toEqual({ distance: 0, similarity: 1, common: 'cockroach' })
    expect(wordnet.kinshipOf('n02233338', 'disc')).toBeNull()
  })
})

describe('words for classes', () => {
  it('takes the place of bare ids alone, and tells apart what has one word', () => {
    const bare = (id: string) => ({ id, name: id })
    const named = nameClasses(
      [bare('n02233338'), bare('n02012849'), bare('n03126707'), { id: 'n02906734', name: 'besom' }, bare('disc')],
      wordnet,
    )
    expect(named.map(({ name }) => name)).toEqual([
      ...['cockroach', 'crane (wading bird)', 'crane (lifting device)', 'besom', 'disc'],
    ])
    expect(named.map(({ id }) => id)).toEqual(['n02233338', 'n02012849', 'n03126707', 'n02906734', 'disc'])
  })
})
