import { spawnSync } from 'node:child_process'
import { root } from './paths.mjs'

/**
 * What a report of `npm audit --json` says: `failed` where a critical vulnerability is known, `skipped` where there is no
 * report (no network, a registry without advisories), else `passed`. `lines` says why.
 */
export function judgeAudit(text) {
  const report = parse(text)
  const vulnerabilities = report?.vulnerabilities
  if (typeof vulnerabilities !== 'object' || vulnerabilities === null) {
    const why = report?.message ?? report?.error?.summary ?? 'npm gave no report'
    return { outcome: 'skipped', lines: [String(why).split('\n')[0]] }
  }
  const critical = Object.values(vulnerabilities).filter(({ severity }) => severity === 'critical')
  if (critical.length === 0) return { outcome: 'passed', lines: [] }
  return { outcome: 'failed', lines: critical.map(describe) }
}

/** Of what a package is vulnerable itself, and else through which other one. */
function describe({ name, range, via, fixAvailable }) {
  const titles = via.map((one) => (typeof one === 'string' ? `through ${one}` : `${one.title} (${one.url})`))
  const fix = fixAvailable ? 'a newer version mends it' : 'no version mends it yet'
  return `${name} ${range}: ${titles.join('; ')}; ${fix}.`
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const limitMs = 60_000

/** Asks the registry about the lock file; nothing is installed or changed. */
export function audit() {
  const options = { cwd: root, encoding: 'utf8', timeout: limitMs, maxBuffer: 64 * 1024 * 1024 }
  const { stdout, error } = spawnSync(
    'npm',
    ['audit', '--json', '--package-lock-only', '--audit-level=critical'],
    options,
  )
  return error ? { outcome: 'skipped', lines: [`npm audit: ${error.message}`] } : judgeAudit(stdout)
}
