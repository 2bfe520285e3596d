import { describe, expect, it } from 'vitest'
import { catalog, findMethod } from '../../../src-main/core/catalog.ts'
import { chenFigure, classOfWord } from '../../../src-main/core/studies/chen-2020-figure.ts'
import { parseWordnet } from '../../../src-main/core/wordnet/wordnet.ts'

const wordnet = parseWordnet('02233338\t\tcockroach\n02906734\t\tbroom')
const named = (...names: string[]) => names.map((name) => ({ id: name, name }))

describe('the figure of Chen 2020', () => {
  it('names methods and parameters of the catalog', () => {
    for (const choice of chenFigure.maps) expect(findMethod('saliency', choice).method.id).toBe(choice.id)
    expect(catalog.attacks.map(({ id }) => id)).toContain(chenFigure.attack.id)
  })

  it('finds a class by its word, by the first of its words, or by its WordNet id', () => {
    expect(classOfWord('broom', named('sock', 'broom'), wordnet)).toBe(1)
    expect(classOfWord('cockroach', named('Cockroach, roach'), wordnet)).toBe(0)
    expect(classOfWord('broom', [{ id: 'n02906734', name: 'n02906734' }], wordnet)).toBe(0)
    expect(classOfWord('broom', named('broomstick', 'new broom'), wordnet)).toBeNull()
  })
})
