import { describe, expect, it } from 'vitest'
import { readHostUrl } from '../../src-main/contract/host-address.ts'

describe('readHostUrl', () => {
  it.each([
    ['http://127.0.0.1:8123/?token=a-B_9', 'http://127.0.0.1:8123', 'a-B_9'],
    [' http://127.0.0.1:8123/?x=1&token=abc#/runs ', 'http://127.0.0.1:8123', 'abc'],
    ['Lab:8123', 'http://lab:8123', null],
    ['HTTPS://lab.example/adversarium', 'https://lab.example', null],
    ['[::1]:80', 'http://[::1]:80', null],
  ])('reads %j', (text, address, token) => expect(readHostUrl(text)).toEqual({ address, token }))

  it.each(['', 'ftp://lab', 'http://', 'a b', 'lab:123456', 'http://user:secret@lab'])('refuses %j', (text) =>
    expect(readHostUrl(text)).toBeNull(),
  )
})
