import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runProgram } from '../../src-main/cli/program.ts'
import { NetworkSummary } from '../../src-main/contract/architectures.ts'

/** Runs one command line in this process. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' }
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: 200,
    write: (text: string) => {
      written[name] += text
      return true
    },
  })
  const code = await runProgram(['architectures', ...args], { stdout: stream('stdout'), stderr: stream('stderr') })
  return { code, ...written }
}

describe('adversarium architectures', () => {
  it('lists every variant with its sizes and what to begin with', async () => {
    const { code, stdout } = await run('list')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^densenet:variant=169 +DenseNet +13\.0.M +274.M +[\d.]+.GB +2×2×1664 .* 0\.0125 +32$/m)
    expect(stdout).toMatch(
      /^mobilenet-v2 +MobileNetV2 +2\.5.M +24\.7.M +[\d.]+.[MG]B +2×2×1280 +491 px, stride 32 +0\.02 +32$/m,
    )
    const rows = z
      .array(z.object({ architecture: z.object({ id: z.string() }), multiplyAdds: z.int() }))
      .parse(JSON.parse((await run('list', '--json', '--size', '32', '--classes', '10')).stdout))
    const work = rows.filter(({ architecture }) => architecture.id === 'wide-resnet').map((row) => row.multiplyAdds)
    expect(work.map((count) => (count / 1e9).toFixed(2))).toEqual(['5.24'])
  }, 60_000)

  it('shows blocks and layers, for parameters and images that are asked for', async () => {
    const { code, stdout } = await run('show', 'mobilenet-v2', '--set', 'alpha=0.5', '--set', 'smallImageStem=true')
    expect(code).toBe(0)
    expect(stdout).toContain('MobileNetV2 (mobilenet-v2:alpha=0.5,smallImageStem=true)')
    expect(stdout).toMatch(/^ *block_16 +4×4×160 /m)
    expect(stdout).toMatch(/^Conv1 +convolution 3×3 +stem +64×64×16 +432 +1\.77.M +3 px, stride 1$/m)
    expect(stdout).toMatch(/^predictions +dense +head +200 +256,200 +256.k +all$/m)

    const small = await run('show', 'mobilenet-v2:alpha=0.5', '--json', '--size', '96', '--classes', '20')
    const { inputShape, classes, parameters, memory } = NetworkSummary.parse(JSON.parse(small.stdout))
    expect(memory.perImageBytes).toBeGreaterThan(1e6)
    expect([inputShape, classes, parameters.total]).toEqual([[96, 96, 3], 20, 731_844])
  })

  it.each([
    [['show', 'mobilenet'], 'There is no architecture called "mobilenet".', 'Did you mean "mobilenet-v2"?'],
    [['show', 'resnet', '--set', 'variant=51'], '"variant" of "resnet" must be one of 50, 101, 152', ''],
    [['show', 'resnet', '--size', '0'], "argument '0' is invalid. Expected a whole number from 1.", ''],
    [['show', 'resnet', '--set', 'depth'], 'Expected "param=value"', ''],
  ])('refuses %j in a sentence', async (args, message, hint) => {
    const { code, stderr } = await run(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
  })
})
