import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { initialize } from '../../src-main/core/network/initialize.ts'
import { createInitialModel } from '../../src-main/engine/initial-model.ts'
import { smallNetwork, valuesOf, writeSmallWeights } from '../support/small-weights.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const config = { seed: 3 }

describe('the model that a run begins with', () => {
  it('is drawn from the seed where it starts from no weights', () => {
    const network = smallNetwork(3)
    expect(createInitialModel(network, config, null)).toEqual({ state: initialize(network, 3), told: null })
  })

  it('has every value of the weights, and tells their number', async () => {
    const network = smallNetwork(3)
    const path = writeSmallWeights(temporaryFolder(), 3)
    const { state, told } = createInitialModel(network, config, { title: 'Small', path })
    const values = valuesOf(network)
    expect(state.weights).toEqual(network.weights.map((variable) => values.get(variable.path)))
    expect(state.statistics).toEqual(network.statistics.map((variable) => values.get(variable.path)))
    const count = network.weights.length + network.statistics.length
    expect(told).toBe(`From "Small": ${count} of ${count} variables.`)
  })

  it('has a new head where the classes are others, drawn as in a run without weights', async () => {
    const network = smallNetwork(5)
    const path = writeSmallWeights(temporaryFolder(), 3)
    const { state, told } = createInitialModel(network, config, { title: 'Small', path })
    const values = valuesOf(smallNetwork(3))
    const fresh = initialize(network, 3)
    const head = network.nodes.at(-1)?.name ?? ''
    network.weights.forEach((variable, i) => {
      const expected = variable.node === head ? fresh.weights[i] : values.get(variable.path)
      expect(state.weights[i], variable.path).toEqual(expected)
    })
    const count = network.weights.length + network.statistics.length
    expect(told).toBe(`From "Small": ${count - 2} of ${count} variables; "${head}" is new.`)
  })

  it('is refused where the copy is gone, altered, or of another network', async () => {
    const folder = temporaryFolder()
    const path = writeSmallWeights(folder, 3)
    const begin = (file: string, width = 4) =>
      createInitialModel(smallNetwork(3, width), config, { title: 'Small', path: file })
    expect(() => begin(join(folder, 'none'))).toThrow(/^The weights .*none cannot be read: the file is gone/)
    expect(() => begin(path, 6)).toThrow('"Small" does not fit this network in')
    const bytes = readFileSync(path)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    writeFileSync(path, bytes)
    expect(() => begin(path)).toThrow('its data does not match its hash')
  })
})
