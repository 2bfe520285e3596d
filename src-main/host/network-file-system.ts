import { statfsSync } from 'node:fs'

/** `f_type` of statfs(2), as Linux names it (linux/magic.h). */
const networkTypes: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB2',
  0x5346414f: 'AFS',
  0x6b414653: 'AFS',
  0x00c36400: 'Ceph',
  0x0bd00bd0: 'Lustre',
  0x01021997: '9P',
  0x19830326: 'BeeGFS',
  0x47504653: 'GPFS',
}

/** The network file system that holds this folder; null for disks, and where the system does not tell. */
export function networkFileSystemOf(
  folder: string,
  typeOf = (path: string): number => statfsSync(path).type,
): string | null {
  try {
    return networkTypes[typeOf(folder) >>> 0] ?? null
  } catch {
    return null
  }
}
