import { describe, expect, it } from 'vitest'
import { architectures } from '../../../src-main/core/architectures/index.ts'
import { buildArchitecture } from '../../support/build-architecture.ts'

/** Every architecture, and every one of its variants. */
const cases = architectures.flatMap((architecture) => {
  const variant = architecture.params['variant']
  const options = variant?.kind === 'choice' ? variant.options.map(({ value }) => ({ variant: value })) : [{}]
  return options.map((params) => ({
    name: [architecture.id, ...Object.values(params)].join(' '),
    architecture,
    params,
  }))
})

describe('the blocks of every architecture', () => {
  it.each(cases)('$name: each variable is in one, from input to head, by names that can be typed', (one) => {
    const { blocks, nodes, weights, statistics } = buildArchitecture(one.architecture, 64, 20, one.params)
    expect(new Set(blocks).size).toBe(blocks.length)
    // Of logistic regression the head is all.
    if (one.architecture.id !== 'logistic-regression') expect(blocks.length).toBeGreaterThan(2)
    for (const name of blocks) expect(name).toMatch(/^\w+$/)

    // In one piece each, so that what is frozen below a block is frozen as a whole.
    const inOrder = weights.map(({ block }) => block)
    expect(inOrder.filter((block, i) => block !== inOrder[i - 1])).toEqual(blocks)
    const blockOf = new Map(nodes.map(({ name, block }) => [name, block]))
    for (const { node, block } of [...weights, ...statistics]) expect(blockOf.get(node)).toBe(block)

    expect(blocks.at(-1)).toBe('head')
    const classifier = weights.filter(({ block }) => block === 'head').map(({ role, shape }) => [role, shape.at(-1)])
    expect(classifier).toEqual([
      ['kernel', 20],
      ['bias', 20],
    ])
  })
})
