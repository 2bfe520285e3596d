import { describe, expect, it } from 'vitest'
import { createGrantedPaths } from '../../src-main/desktop/granted-paths.ts'

describe('paths that the window may name', () => {
  it('are those that a dialog or a drop gave, letter by letter', () => {
    const paths = createGrantedPaths()
    paths.grant('/data/birds.zip')
    for (const call of ['datasets.import', 'datasets.check', 'weights.import']) {
      expect(paths.findStrange(call, { path: '/data/birds.zip' })).toBeNull()
      for (const path of ['/etc/passwd', '/data/../data/birds.zip', '/data', 'birds.zip', 7, ['/data/birds.zip']]) {
        expect(paths.findStrange(call, { path })).toBe(String(path))
      }
    }
  })

  it('include the folder that native code is loaded from, but not its absence', () => {
    const paths = createGrantedPaths()
    expect(paths.findStrange('system.setSettings', { tensorflow: '/tmp/evil' })).toBe('/tmp/evil')
    expect(paths.findStrange('system.setSettings', { tensorflow: null })).toBeNull()
    expect(paths.findStrange('system.setSettings', { interactiveThreads: 2 })).toBeNull()
  })

  it('include what a runtime is installed from, but not its absence', () => {
    const paths = createGrantedPaths()
    expect(paths.findStrange('system.installRuntime', { device: 'gpu', from: '/tmp/evil' })).toBe('/tmp/evil')
    expect(paths.findStrange('system.installRuntime', { device: 'gpu', from: null })).toBeNull()
  })

  it('include the folder of an export, but not its absence', () => {
    const paths = createGrantedPaths()
    paths.grant('/data/models')
    expect(paths.findStrange('weights.export', { checkpoint: 1, folder: '/data/models' })).toBeNull()
    expect(paths.findStrange('weights.export', { checkpoint: 1, folder: '/etc' })).toBe('/etc')
    expect(paths.findStrange('weights.export', { checkpoint: 1 })).toBeNull()
  })

  it('are nobody’s business in other calls', () => {
    const paths = createGrantedPaths()
    expect(paths.findStrange('datasets.cancelImport', { path: '/anything' })).toBeNull()
    expect(paths.findStrange('toString', { path: '/anything' })).toBeNull()
    expect(paths.findStrange('datasets.import', null)).toBeNull()
  })
})
