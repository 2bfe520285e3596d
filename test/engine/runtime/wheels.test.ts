import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { manifest } from '../../../src-main/engine/runtime/manifest.ts'
import { fetchWheels, wheelsFrom, type RuntimeProgress } from '../../../src-main/engine/runtime/wheels.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const nameOf = (wheel: { package: string; version: string }): string =>
  `${wheel.package.replaceAll('-', '_')}-${wheel.version}-py3-none-any.whl`

describe('wheelsFrom', () => {
  it('finds each pinned wheel among other files', async () => {
    const folder = temporaryFolder()
    for (const wheel of manifest.gpu.wheels) writeFileSync(join(folder, nameOf(wheel)), '')
    writeFileSync(join(folder, 'numpy-2.0.0-cp313-cp313-any.whl'), '')
    const found = await wheelsFrom(folder, 'gpu')
    expect(found.map((path) => basename(path))).toEqual(manifest.gpu.wheels.map(nameOf))
  })

  it('names the wheels that are missing and how to get them', async () => {
    const folder = temporaryFolder()
    const [first, second, ...others] = manifest.gpu.wheels
    for (const wheel of [first, ...others]) if (wheel) writeFileSync(join(folder, nameOf(wheel)), '')
    await expect(wheelsFrom(folder, 'gpu')).rejects.toMatchObject({
      code: 'not-found',
      message: `${folder} lacks 1 of ${manifest.gpu.wheels.length} wheels: ${second?.package} ${second?.version}.`,
      hint: expect.stringContaining('pip download -d wheels'),
    })
  })

  it('refuses what is not there and what is no archive', async () => {
    const file = join(temporaryFolder(), 'wheels.zip')
    await expect(wheelsFrom(file, 'cpu')).rejects.toThrow(`There is no ${file}.`)
    writeFileSync(file, 'no zip')
    await expect(wheelsFrom(file, 'cpu')).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

describe('fetchWheels', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })
  const content = Buffer.alloc(50_000, 7)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const wheel = { package: 'tiny-runtime', version: '1.0', sha256 }

  /** An index with two files of one package, as PyPI answers. */
  async function serveIndex(served: Buffer): Promise<string[]> {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      if (request.url?.endsWith('.whl')) return response.end(served)
      const hashes = (hex: string) => ({ sha256: hex })
      const files = [
        { filename: 'tiny_runtime-0.9-py3-none-any.whl', url: '../../old.whl', hashes: hashes('0'.repeat(64)) },
        { filename: nameOf(wheel), url: '../../files/tiny.whl', hashes: hashes(sha256), size: content.length },
      ]
      return response.setHeader('content-type', request.headers.accept ?? '').end(JSON.stringify({ files }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    vi.stubEnv('PIP_INDEX_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`)
    return asked
  }
  const pinned = { wheels: [wheel], downloadBytes: content.length }
  const request = (told: RuntimeProgress[] = []) =>
    ({
      device: 'cpu',
      signal: new AbortController().signal,
      onProgress: (step: RuntimeProgress) => told.push(step),
    }) as const

  it('takes the file with the pinned hash, tells how far it is, and does not fetch it twice', async () => {
    const asked = await serveIndex(content)
    const folder = temporaryFolder()
    const told: RuntimeProgress[] = []
    const [path = ''] = await fetchWheels(request(told), pinned, folder)
    expect(path).toBe(join(folder, nameOf(wheel)))
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(told.at(-1)).toEqual({ stage: 'fetching', done: content.length, total: content.length })
    await fetchWheels(request(), pinned, folder)
    expect(asked.filter((url) => url.endsWith('.whl'))).toEqual(['/files/tiny.whl'])
  })

  it('refuses another content, and an index without the file', async () => {
    await serveIndex(Buffer.alloc(50_000, 8))
    await expect(fetchWheels(request(), pinned, temporaryFolder())).rejects.toThrow(`must have SHA-256 ${sha256}`)
    const other = { ...pinned, wheels: [{ ...wheel, sha256: 'f'.repeat(64) }] }
    await expect(fetchWheels(request(), other, temporaryFolder())).rejects.toThrow('has no file of tiny-runtime 1.0')
  })

  it('says that an index cannot be reached and what to do instead', async () => {
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple')
    await expect(fetchWheels(request(), pinned, temporaryFolder())).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('--from <folder>'),
    })
  })
})
