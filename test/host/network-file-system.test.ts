import { describe, expect, it } from 'vitest'
import { networkFileSystemOf } from '../../src-main/host/network-file-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('networkFileSystemOf', () => {
  it('names network file systems by what the system calls them, and no disk', () => {
    expect(networkFileSystemOf('/any', () => 0x6969)).toBe('NFS')
    // Some systems give the number with its sign.
    expect(networkFileSystemOf('/any', () => 0xff534d42 - 2 ** 32)).toBe('CIFS')
    expect(networkFileSystemOf(temporaryFolder(), () => 0xef53)).toBeNull()
    expect(networkFileSystemOf('/there/is/nothing')).toBeNull()
  })
})
