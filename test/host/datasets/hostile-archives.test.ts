import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkDataset } from '../../../src-main/host/datasets/check-dataset.ts'
import { openSource } from '../../../src-main/host/datasets/source.ts'
import { refusal, writeArchive } from '../../support/hostile-data.ts'
import { png } from '../../support/images.ts'
import { entryOf, type Entry } from '../../support/pack-zip.ts'

describe('a hostile archive', () => {
  it.each([
    ['..', '../out.png', 'points outside of it'],
    ['.. behind backslashes', 'a\\..\\..\\out.png', 'points outside of it'],
    ['an absolute path', '/out.png', 'points outside of it'],
    ['a drive', 'C:/out.png', 'points outside of it'],
    ['the same name twice', 'a/0.png', 'twice'],
  ])('is refused for an entry with %s', async (_, name, message) => {
    const path = await writeArchive((entries) => entries.push(entryOf(name, Buffer.from('x'))))
    expect(await refusal(checkDataset({ path }))).toContain(message)
  })

  it('is refused for a symbolic link, also where the name of a folder hides it', async () => {
    for (const name of ['a/link.png', 'link/']) {
      const link = { ...entryOf(name, Buffer.from('/etc/passwd')), mode: 0o120777 }
      const path = await writeArchive((entries) => entries.push(link))
      expect(await refusal(checkDataset({ path }))).toContain('symbolic link')
    }
  })

  it('is refused where a Unicode path of its own leads outside', async () => {
    const entry = entryOf('a/2.png', Buffer.from('x'))
    const other = Buffer.from('../out.png')
    const field = Buffer.alloc(9)
    field.writeUInt16LE(0x7075, 0)
    field.writeUInt16LE(5 + other.length, 2)
    field.writeUInt8(1, 4)
    field.writeUInt32LE(crc32(entry.name), 5)
    entry.extra = Buffer.concat([field, other])
    const path = await writeArchive((entries) => entries.push(entry))
    expect(await refusal(checkDataset({ path }))).toContain('points outside of it')
  })

  it('is read where names are in code page 437 or damaged UTF-8, with what they can be read as', async () => {
    const image = await png(2)
    const path = await writeArchive((entries) => {
      // 0x81 is ü in code page 437; as UTF-8 it is nothing.
      entries.push({ ...entryOf(Buffer.from([0x81, 0x2f, 0x61, 0x2e, 0x70, 0x6e, 0x67]), image), flags: 0 })
      entries.push(entryOf(Buffer.from([0x81, 0x2f, 0x61, 0x2e, 0x70, 0x6e, 0x67]), image))
    })
    const source = await openSource(path)
    expect(source.files.map((file) => file.path)).toEqual(expect.arrayContaining(['ü/a.png', '\ufffd/a.png']))
    source.close()
  })

  it('shows no character of a name that a terminal would obey', async () => {
    const entry = entryOf('a/\u001b[2J\r\n.png', Buffer.from('x'))
    const path = await writeArchive((entries) => entries.push({ ...entry, mode: 0o120777 }))
    expect(await refusal(checkDataset({ path }))).toContain(String.raw`"a/\u{1b}[2J\u{d}\u{a}.png"`)
  })

  it('is refused where entries share bytes, by which a small file holds anything', async () => {
    const path = await writeArchive((entries) => {
      const image = entries[0] as Entry
      // All of them lie where the first one does, and claim its length.
      const shared = { packedBytes: 100, bytes: image.content.length, crc: crc32(image.content), offset: 0 }
      for (let i = 2; i < 500; i++) entries.push({ ...entryOf(`a/${i}.png`, Buffer.alloc(0)), claims: shared })
    })
    expect(await refusal(checkDataset({ path }))).toContain('share bytes')
  })

  it.each([
    ['more bytes than it has', { packedBytes: 0x7fffffff }],
    ['a place behind its end', { offset: 0x7fffffff }],
    ['less than it unfolds to', { bytes: 10 }],
    ['another checksum', { crc: 1 }],
  ])('whose entry claims %s is refused, and no room is made for the claim', async (_, claims) => {
    const path = await writeArchive((entries) => Object.assign(entries[0] as Entry, { claims }))
    expect(await refusal(checkDataset({ path }))).toMatch(/damaged|cut off|share bytes|cannot be read/)
  })

  it('with names as long as a zip allows is looked through at once', async () => {
    const path = await writeArchive((entries) => {
      for (let i = 0; i < 300; i++) entries.push(entryOf(`a/${i}${'train'.repeat(13_000)}`, Buffer.alloc(0)))
    })
    expect((await checkDataset({ path })).classes.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('that lies in its records of zip64 is refused', async () => {
    const claims = { entries: 0xffff, directoryBytes: 0xffffffff, directoryOffset: 0xffffffff }
    for (const entries of [2n ** 63n, 4_999_999n]) {
      const zip64 = { entries, directoryBytes: 2n ** 40n, directoryOffset: 0n }
      const path = await writeArchive(() => undefined, { claims, zip64 })
      expect(await refusal(checkDataset({ path }))).toMatch(/entries, more than|damaged directory/)
    }
  })

  it('with a list of classes that would fill the memory is refused before it is unpacked', async () => {
    const path = await writeArchive((entries) => entries.push(entryOf('wnids.txt', Buffer.alloc(2 ** 24 + 1, '\n'))))
    expect(await refusal(checkDataset({ path }))).toContain('it was not read')
  })

  it('with a damaged list of classes is refused in a sentence', async () => {
    const list = { ...entryOf('wnids.txt', Buffer.from('n01\n')), claims: { crc: 1 } }
    const path = await writeArchive((entries) => entries.push(list))
    expect(await refusal(checkDataset({ path }))).toMatch(/"wnids.txt".*is damaged in the archive/)
  })

  it('of 100,000 entries is listed, and others are answered meanwhile', async () => {
    const image = await png(1)
    const path = await writeArchive((entries) => {
      for (let i = 2; i < 50_000; i++) {
        for (const name of ['a', 'b']) entries.push({ ...entryOf(`${name}/${i}.png`, image), method: 0 })
      }
    })
    let turns = 0
    const beat = setInterval(() => turns++, 0)
    const source = await openSource(path)
    clearInterval(beat)
    source.close()
    expect(source.files).toHaveLength(100_000)
    expect(turns).toBeGreaterThan(20)
  })
})
