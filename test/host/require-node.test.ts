import { describe, expect, it } from 'vitest'
import { requireNode } from '../../src-main/host/require-node.ts'

describe('requireNode', () => {
  it('lets Node 24 pass and refuses older ones in one sentence', () => {
    expect(() => requireNode({ node: '24.21.0', napi: '10' })).not.toThrow()
    expect(() => requireNode({ node: '26.0.0', napi: '11' })).not.toThrow()
    expect(() => requireNode({ node: '20.20.2', napi: '9' })).toThrow('runs on Node 24 or newer: this is Node 20.20.2')
    expect(() => requireNode({ node: '24.0.0', napi: '9' })).toThrow('Node 24')
  })
})
