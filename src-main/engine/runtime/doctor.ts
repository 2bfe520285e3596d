import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DoctorReport, DoctorRow } from '../../contract/system.ts'
import { AppError } from '../../contract/wire.ts'
import { findCard, refusalOfCard, type Card } from './card.ts'
import { fetchedFolder } from './fetch.ts'
import { cacheFolder, chosenTensorflow, isTensorflowFolder, manifest } from './manifest.ts'
import { findCompiler, findPip, findPythonTensorflow, firstLine } from './probe.ts'
import { isShippedProgram, readRuntime, type RuntimeRecord } from './record.ts'

type Status = DoctorRow['status']
const row = (subject: string, status: Status, found: string, note: string): DoctorRow => ({
  subject,
  status,
  found,
  note,
})

/** What was found, what is used and why. `root`: the project's folder. */
export function diagnose(root: string): DoctorReport {
  const native = join(root, 'out/native')
  const record = readRuntime(native)
  const isShipped = isShippedProgram(native)
  const rows = [
    row(
      'Node',
      Number(process.versions['napi']) >= 10 ? 'ok' : 'problem',
      process.version,
      'runs host, engine and command line',
    ),
    ...(isShipped ? shippedRows(record) : setUpRows(record)),
    record.addon !== null && existsSync(record.addon)
      ? row(
          'Addon',
          record.recordsSteps ? 'ok' : 'problem',
          `${Math.round(statSync(record.addon).size / 1000)} kB`,
          record.recordsSteps ? `built against TensorFlow ${manifest.version}` : record.reason,
        )
      : row('Addon', 'missing', 'none', record.reason),
    cardRow(findCard(), isShipped && record.device === 'cpu'),
    ...windowRows(root, isShipped),
    row('Processor', 'ok', processor(), 'vector instructions that TensorFlow uses'),
    cacheRow(),
  ]
  return { backend: record.backend, reason: record.reason, rows }
}

/** What a clone's set-up builds and fetches with. */
const setUpRows = ({ tensorflow }: RuntimeRecord): DoctorRow[] => [
  npmRow(),
  found('C++ compiler', findCompiler(), 'builds the addon', 'install it, e.g. "sudo apt-get install g++"'),
  found('pip', findPip(), 'fetches TensorFlow', 'install it, e.g. "sudo apt-get install python3-pip"'),
  ...tensorflowRows(tensorflow),
]

/** An installed program needs neither compiler nor Python. */
const shippedRows = ({ tensorflow, device }: RuntimeRecord): DoctorRow[] => [
  row('TensorFlow', 'ok', tensorflow ?? 'none', device === 'gpu' ? 'installed for the card' : 'came with the program'),
]

/** npm names its own Node to what it starts. */
function npmRow(): DoctorRow {
  const agent = process.env['npm_config_user_agent']
  const version = /\bnode\/(\S+)/.exec(agent ?? '')?.[1]
  return version === undefined
    ? row("npm's Node", 'unused', 'unknown', 'this was not started by npm')
    : row("npm's Node", 'ok', version, 'runs the set-up only')
}

function cacheRow(): DoctorRow {
  if (!existsSync(cacheFolder)) return row('Cache', 'unused', cacheFolder, 'nothing was fetched yet')
  const files = readdirSync(cacheFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const sizeBytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
  const size = sizeBytes < 1e9 ? `${Math.round(sizeBytes / 1e6)} MB` : `${(sizeBytes / 1e9).toFixed(1)} GB`
  return row('Cache', 'ok', `${cacheFolder}, ${size}`, 'fetched runtimes, shared by all clones')
}

function found(subject: string, what: string | null, use: string, mend: string): DoctorRow {
  return what === null ? row(subject, 'missing', 'none', mend) : row(subject, 'ok', what, use)
}

function tensorflowRows(used: string | null): DoctorRow[] {
  const place = (subject: string, folder: string | null, absent: string): DoctorRow => {
    if (folder === null) return row(subject, 'unused', 'none', absent)
    if (!isTensorflowFolder(folder)) return row(subject, 'unused', folder, 'libraries or headers are missing there')
    return row(subject, folder === used ? 'ok' : 'unused', folder, folder === used ? 'used' : 'another place is used')
  }
  const fetched = [fetchedFolder('gpu'), fetchedFolder('cpu')].find((folder) => existsSync(folder)) ?? null
  return [
    chosenRow(place),
    place('TensorFlow of Python', findPythonTensorflow(), `no tensorflow ${manifest.version} can be imported`),
    place('TensorFlow fetched', fetched, 'fetched by `npm start` where it is in neither place above'),
  ]
}

function chosenRow(place: (subject: string, folder: string | null, absent: string) => DoctorRow): DoctorRow {
  try {
    return place('TensorFlow chosen', chosenTensorflow()?.path ?? null, 'neither ADVERSARIUM_TENSORFLOW nor a setting')
  } catch (error) {
    if (error instanceof AppError) return row('TensorFlow chosen', 'problem', error.message, error.hint ?? '')
    throw error
  }
}

/** Of the NVIDIA card, or of there being none. */
export function cardRow(card: Card | null, lacksRuntime = false): DoctorRow {
  if (card === null) return row('NVIDIA card', 'unused', 'none', 'training runs on the processor')
  const { name, driver, computeCapability, memoryBytes } = card
  const capability = computeCapability === null ? '' : `, compute capability ${computeCapability.toFixed(1)}`
  const found = `${name}, driver ${driver}${capability}, ${(memoryBytes / 1e9).toFixed(0)} GB`
  const refusal = refusalOfCard(card)
  if (refusal !== null) return row('NVIDIA card', 'problem', found, refusal)
  if (lacksRuntime) {
    const size = `${(manifest.gpu.downloadBytes / 1e9).toFixed(1)} GB`
    return row(
      'NVIDIA card',
      'missing',
      found,
      `to compute on it: adversarium runtime install gpu (${size}), or Settings`,
    )
  }
  return row(
    'NVIDIA card',
    'ok',
    found,
    'TensorFlow can compute on it: `npm run bench -- --card` holds it against the processor',
  )
}

function windowRows(root: string, isShipped: boolean): DoctorRow[] {
  const chosen = isShipped ? 'came with the program' : process.env['ADVERSARIUM_ELECTRON']
  const installed = existsSync(join(root, 'node_modules/electron/path.txt'))
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']
  const binary = chosen ?? (installed ? 'installed' : null)
  return [
    found(
      'Electron',
      binary,
      'opens the window',
      'fetched by `npm start` where there is a display; the browser is served else',
    ),
    display === undefined
      ? row('Display', 'unused', 'none', 'the interface is served to a browser')
      : row('Display', 'ok', display, 'the window opens here'),
  ]
}

function processor(): string {
  const info = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : ''
  const name = /model name\s*:\s*(.*)/.exec(info)?.[1] ?? firstLine('uname', ['-p']) ?? 'unknown'
  const flags = ['avx2', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_bf16'].filter((flag) =>
    info.includes(` ${flag}`),
  )
  return `${name}; ${flags.join(' ') || 'no vector flags known'}`
}
