import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { download } from '../../src-main/files/download.ts'
import { serveFile } from '../support/file-server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251))
const md5 = createHash('md5').update(content).digest('hex')
const instead = 'Import a file.'

async function setUp(hash: string | null = md5, copies = 1) {
  const server = await serveFile(content)
  const path = join(temporaryFolder(), 'downloads', 'file.h5')
  const progress: [number, number][] = []
  const controller = new AbortController()
  let begun = (): void => undefined
  const whenBegun = (act: () => void): void => void (begun = act)
  const fetchIt = (): Promise<void> =>
    download({
      ...{
        url: server.url,
        path,
        hash: hash === null ? null : ({ algorithm: 'md5', hex: hash } as const),
        copies,
        instead,
        signal: controller.signal,
      },
      onProgress(done, total) {
        if (progress.push([done, total]) === 1) begun()
      },
    })
  return { server, path, progress, controller, whenBegun, fetchIt }
}

describe('a download', () => {
  it('is whole under its name, with its progress, and leaves nothing beside it', async () => {
    const { path, progress, fetchIt } = await setUp()
    await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(progress[0]).toEqual([0, content.length])
    expect(progress.at(-1)).toEqual([content.length, content.length])
    expect([existsSync(`${path}.part`), existsSync(`${path}.part.from`)]).toEqual([false, false])
  })

  it('goes on where the connection broke', async () => {
    const { server, path, progress, fetchIt } = await setUp()
    server.breaksAfter = 100_000
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/^The connection to 127\.0\.0\.1:\d+ broke after 0\.1 of 0\.3 MB\.$/),
      hint: expect.stringContaining('goes on from there'),
    })
    expect(existsSync(path)).toBe(false)
    const kept = statSync(`${path}.part`).size
    expect(kept).toBeGreaterThan(0)
    server.breaksAfter = null
    progress.length = 0
    await fetchIt()
    expect(server.requests.at(-1)).toMatchObject({ range: `bytes=${kept}-`, 'if-range': '"first"' })
    expect(progress[0]).toEqual([kept, content.length])
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it.each([
    ['is another one by now', { etag: '"second"' }],
    ['comes from a server that knows no ranges', { knowsRanges: false }],
  ])('begins anew where the file %s', async (_, change) => {
    const { server, path, fetchIt } = await setUp()
    server.breaksAfter = 100_000
    await expect(fetchIt()).rejects.toThrow('broke')
    Object.assign(server, { breaksAfter: null, ...change })
    await fetchIt()
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it('begins anew where nothing tells that the part is of the same file', async () => {
    const { server, path, fetchIt } = await setUp()
    Object.assign(server, { breaksAfter: 100_000, etag: null })
    await expect(fetchIt()).rejects.toThrow('broke')
    server.breaksAfter = null
    await fetchIt()
    expect(server.requests.at(-1)?.range).toBeUndefined()
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it('begins anew where the part has all that there is already', async () => {
    const { server, path, fetchIt } = await setUp()
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.part`, Buffer.alloc(content.length))
    writeFileSync(`${path}.part.from`, '"first"')
    await fetchIt()
    expect(server.requests.map(({ range }) => range)).toEqual([`bytes=${content.length}-`, undefined])
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it('has nothing of another file left once it notes which one it gets', async () => {
    const { server, path, progress, whenBegun, fetchIt } = await setUp()
    server.breaksAfter = 100_000
    await expect(fetchIt()).rejects.toThrow('broke')
    Object.assign(server, { breaksAfter: null, etag: '"second"' })
    progress.length = 0
    const found: boolean[] = []
    whenBegun(() => void found.push(existsSync(`${path}.part`), existsSync(`${path}.part.from`)))
    await fetchIt()
    expect(found).toEqual([false, true])
  })

  it('says that the disk is full, not that the connection broke', async () => {
    const { path, whenBegun, fetchIt } = await setUp()
    whenBegun(() => symlinkSync('/dev/full', `${path}.part`))
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'storage',
      message: `${path}.part cannot be written: the disk is full. What was downloaded stays.`,
      hint: expect.stringContaining('Free some space'),
    })
  })

  it('is refused where what is made of it would not fit beside it', async () => {
    const { bavail, bsize } = statfsSync(temporaryFolder())
    for (const copies of [1, 2]) {
      const { server, fetchIt } = await setUp(md5, copies)
      Object.assign(server, { claims: Math.round(0.75 * bavail * bsize), breaksAfter: 1000 })
      await expect(fetchIt()).rejects.toThrow(copies === 1 ? /broke after/ : /needs \d+ MB, \d+ MB are free/)
    }
  })

  it('is deleted where its hash is another one', async () => {
    const { path, fetchIt } = await setUp('f'.repeat(32))
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(`must have MD5 ${'f'.repeat(32)}: got ${md5}`),
    })
    expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false])
  })

  it('says in one sentence that a file is not there, and what to do instead', async () => {
    const { server, fetchIt } = await setUp()
    server.content = null
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'not-found',
      message: `${server.url} is not there any more (404).`,
      hint: instead,
    })
  })

  it('says in one sentence that there is no network, and what to do instead', async () => {
    const path = join(temporaryFolder(), 'file.h5')
    const { signal } = new AbortController()
    // Port 9 discards; nothing listens there.
    const url = 'http://127.0.0.1:9/file.h5'
    await expect(
      download({
        url,
        path,
        hash: { algorithm: 'md5', hex: md5 },
        copies: 1,
        instead,
        signal,
        onProgress: () => undefined,
      }),
    ).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(
        /^127\.0\.0\.1:9 cannot be reached \(.+\): without a network nothing can be fetched\.$/,
      ),
      hint: instead,
    })
  })

  it('is not led to another host', async () => {
    const { server, fetchIt } = await setUp()
    server.redirect = 'http://localhost:1/elsewhere'
    await expect(fetchIt()).rejects.toThrow('leads to another host, localhost:1')
  })

  it('is not led in circles', async () => {
    const { server, fetchIt } = await setUp()
    server.redirect = server.url
    await expect(fetchIt()).rejects.toThrow('without end')
    expect(server.requests).toHaveLength(6)
  })

  it('can be cancelled; what came so far stays', async () => {
    const { path, controller, progress, fetchIt } = await setUp()
    const running = fetchIt()
    while (progress.length < 2) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, true])
  })
})
