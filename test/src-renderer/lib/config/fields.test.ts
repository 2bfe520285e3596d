import { describe, expect, it } from 'vitest'
import type { Catalog, CatalogEntry } from '../../../../src-main/contract/index.ts'
import { catalog } from '../../../../src-main/core/catalog.ts'
import { readDraft } from '../../../../src-renderer/lib/config/draft.ts'
import { fieldsOf, type Field } from '../../../../src-renderer/lib/config/fields.ts'
import { fieldProblems } from '../../../../src-renderer/lib/config/problems.ts'
import { contractPaths } from '../../../../src-renderer/lib/config/schema.ts'
import { shownFields } from '../../../../src-renderer/lib/config/search.ts'
import { withValue } from '../../../../src-renderer/lib/config/paths.ts'

const draft = readDraft({ dataset: { id: 'shapes' }, earlyStopping: {}, augmentations: ['random-flip'] }, catalog)
const fields = fieldsOf(draft.settings, catalog)
const paths = (rows: readonly Field[]): string[] => rows.map(({ path }) => path)

const strange: CatalogEntry = {
  id: 'strange',
  title: 'Strange method',
  source: 'Nobody 2031',
  params: { wobble: { ...number(), unit: 'turns', help: 'How far it wobbles.' } },
}
function number() {
  return {
    kind: 'number' as const,
    default: 0.5,
    min: 0,
    max: 1,
    integer: false,
    nullable: false,
    unit: null,
    display: 'plain' as const,
    help: '',
  }
}

describe('rows of the form', () => {
  it('has a row for everything that a run can be told', () => {
    const covered = paths(fields).map((path) => path.replace(/[.:](\d+|[a-z-]+)(\.params.*)?$/, ''))
    const own = contractPaths.filter((path) => path !== 'monitor' && path !== 'checkpoints')
    expect(own.filter((path) => !paths(fields).includes(path) && !covered.includes(path))).toEqual([])
  })

  it('has a row for every parameter of every chosen method', () => {
    for (const [place, registry] of [
      ['dataset', 'datasets'],
      ['optimizer', 'optimizers'],
    ] as const) {
      const id = (draft.settings[place] as { id: string }).id
      const entry = catalog[registry].find((candidate) => candidate.id === id)
      const expected = Object.keys(entry?.params ?? {}).map((name) => `${place}.params.${name}`)
      expect(paths(fields)).toEqual(expect.arrayContaining(expected))
    }
  })

  it('shows a method and a parameter that were added to the catalog, without a change here', () => {
    const grown: Catalog = {
      ...catalog,
      augmentations: [...catalog.augmentations, strange],
      objectives: [...catalog.objectives, strange],
    }
    const rows = fieldsOf(withValue(draft.settings, 'objective', { id: 'strange', params: { wobble: 0.5 } }), grown)
    expect(paths(rows)).toEqual(expect.arrayContaining(['augmentations:strange', 'objective.params.wobble']))
    const wobble = rows.find(({ path }) => path === 'objective.params.wobble')
    expect(wobble).toMatchObject({ title: 'Wobble', help: 'How far it wobbles.', source: 'Nobody 2031' })
  })

  it('keeps augmentations that are on in the order of the configuration', () => {
    const settings = readDraft(
      { dataset: { id: 'shapes' }, augmentations: ['color-jitter', 'random-crop'] },
      catalog,
    ).settings
    const on = fieldsOf(settings, catalog).flatMap(({ control }) =>
      control.kind === 'member' && control.index >= 0 ? [control.entry.id] : [],
    )
    expect(on).toEqual(['color-jitter', 'random-crop'])
  })

  it('finds by every word in title, section, help or paper, advanced rows too', () => {
    const state = { changed: new Set<string>(), wrong: new Set<string>() }
    const find = (text: string) => paths(shownFields(fields, { text, isOnlyChanged: false, hasAdvanced: false }, state))
    expect(find('gradient norm')).toContain('clipGradientNorm')
    expect(find('torchvision probability')).toEqual(['augmentations.0.params.probability'])
    expect(find('')).not.toContain('clipGradientNorm')
    expect(find('nothing like that')).toEqual([])
  })

  it('shows an advanced row that was changed or is wrong, and only what changed where that is asked', () => {
    const filter = { text: '', isOnlyChanged: false, hasAdvanced: false }
    const none = new Set<string>()
    const norm = new Set(['clipGradientNorm'])
    expect(paths(shownFields(fields, filter, { changed: norm, wrong: none }))).toContain('clipGradientNorm')
    expect(paths(shownFields(fields, filter, { changed: none, wrong: norm }))).toContain('clipGradientNorm')
    const changed = shownFields(
      fields,
      { ...filter, isOnlyChanged: true },
      { changed: new Set(['epochs']), wrong: none },
    )
    expect(paths(changed)).toEqual(['epochs'])
  })
})

describe('problems of single rows', () => {
  it('says what was expected and what came, of values and of sweeps', () => {
    const wrong = { ...draft, settings: withValue(draft.settings, 'epochs', 0), sweeps: { batchSize: [16, 'x'] } }
    const found = fieldProblems(fields, wrong)
    expect(found.get('epochs')).toBe('Epochs must lie in [1, 100000] (epochs): got 0.')
    expect(found.get('batchSize')).toBe('Batch size must be a number: got "x".')
    expect([...found.keys()].toSorted()).toEqual(['batchSize', 'epochs'])
  })

  it('finds none in a fresh configuration', () => {
    expect([...fieldProblems(fields, draft)]).toEqual([])
  })
})
