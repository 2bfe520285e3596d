import { describe, expect, it } from 'vitest'
import { CatalogEntry, registryNames, resolveParams } from '../../src-main/contract/catalog.ts'
import { catalog, findMethod, registries } from '../../src-main/core/catalog.ts'

describe.each(registryNames)('the registry of %s', (name) => {
  const entries = catalog[name]

  it('has entries with ids of their own', () => {
    expect(entries.length).toBeGreaterThan(0)
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
  })

  it.each(entries.map((entry) => [entry.id, entry] as const))(
    '%s is described, and its defaults are valid',
    (_, entry) => {
      expect(CatalogEntry.parse(entry)).toEqual(entry)
      expect(entry.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(entry.title).not.toBe('')
      expect(entry.source).not.toBe('')
      for (const [param, { help }] of Object.entries(entry.params)) {
        expect(param).toMatch(/^[a-z][A-Za-z0-9]*$/)
        expect(help, param).toMatch(/^[A-Z].*[.)]$/s)
      }
      const defaults = Object.fromEntries(Object.entries(entry.params).map(([param, value]) => [param, value.default]))
      expect(resolveParams(entry, defaults)).toEqual(defaults)
      expect(() => findMethod(name, { id: entry.id, params: {} })).not.toThrow()
    },
  )
})

describe('training attacks', () => {
  it.each(registries.objectives.map(({ id }) => id))('%s names an attack of the catalog with its parameters', (id) => {
    const { method, values } = findMethod('objectives', { id, params: {} })
    const attack = method.trainingAttack(values)
    if (attack !== null) expect(findMethod('attacks', attack).values).toMatchObject(attack.params)
  })
})

describe('rules between parameters', () => {
  it.each([
    ['objectives', 'adversarial-regularization'],
    ['attacks', 'adversarial-neighbor'],
  ] as const)('%s refuse an epsilon with L1 and a step of 8 pixels', (registry, id) => {
    expect(() => findMethod(registry, { id, params: { gradientNorm: 'l1', epsilon: 0.1 } })).toThrow(
      'An epsilon cannot be used with the L1 norm: got 0.1.',
    )
    expect(() => findMethod(registry, { id, params: { gradientNorm: 'infinity', stepSize: 8 } })).toThrow(
      expect.objectContaining({ hint: 'Did you mean 8/255?' }),
    )
  })
})
