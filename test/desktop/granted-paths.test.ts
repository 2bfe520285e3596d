import { describe, expect, it } from 'vitest'
import { createGrantedPaths } from '../../src-main/desktop/granted-paths.ts'

describe('paths that the window may name', () => {
  it('are those that a dialog or a drop gave, letter by letter', () => {
    const paths = createGrantedPaths()
    paths.grant('/data/birds.zip')
    for (const call of ['datasets.import', 'datasets.check']) {
      expect(() => paths.check(call, { path: '/data/birds.zip' })).not.toThrow()
      for (const path of ['/etc/passwd', '/data/../data/birds.zip', '/data', 'birds.zip', 7, ['/data/birds.zip']]) {
        expect(() => paths.check(call, { path })).toThrow('was not chosen in a dialog')
      }
    }
  })

  it('include the folder that native code is loaded from, but not its absence', () => {
    const paths = createGrantedPaths()
    expect(() => paths.check('system.setSettings', { tensorflow: '/tmp/evil' })).toThrow('was not chosen')
    expect(() => paths.check('system.setSettings', { tensorflow: null })).not.toThrow()
    expect(() => paths.check('system.setSettings', { interactiveThreads: 2 })).not.toThrow()
  })

  it('are nobody’s business in other calls', () => {
    const paths = createGrantedPaths()
    expect(() => paths.check('datasets.cancelImport', { path: '/anything' })).not.toThrow()
    expect(() => paths.check('toString', { path: '/anything' })).not.toThrow()
    expect(() => paths.check('datasets.import', null)).not.toThrow()
  })
})
