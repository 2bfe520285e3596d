import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { manifest } from './manifest.ts'

/** The first line that a program prints, or null where it cannot be run. */
export function firstLine(command: string, args: readonly string[], timeoutMs = 20_000): string | null {
  const done = spawnSync(command, args, { encoding: 'utf8', timeout: timeoutMs })
  if (done.status !== 0) return null
  return `${done.stdout}${done.stderr}`.trim().split('\n')[0] ?? ''
}

export const findCompiler = (): string | null => firstLine('g++', ['--version'])
export const findPip = (): string | null => firstLine('python3', ['-m', 'pip', '--version'])

const driverFile = '/proc/driver/nvidia/version'

/** What the kernel says of NVIDIA's driver, which costs no process; null where there is none. */
export const nvidiaDriver = (): string | null => (existsSync(driverFile) ? readFileSync(driverFile, 'utf8') : null)

/** The folder of an importable tensorflow of the right version in the active Python; found without importing it. */
export function findPythonTensorflow(): string | null {
  const script = [
    'import importlib.metadata as m, importlib.util as u, os, sys',
    "names = ('tensorflow', 'tensorflow-cpu')",
    'versions = [d.version for n in names for d in m.distributions(name=n)]',
    "spec = u.find_spec('tensorflow')",
    `print(os.path.dirname(spec.origin)) if '${manifest.version}' in versions and spec and spec.origin else sys.exit(1)`,
  ].join('\n')
  return firstLine('python3', ['-c', script])
}
