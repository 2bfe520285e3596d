import { requireNode } from '../host/require-node.ts'

try {
  requireNode()
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
}
// Loaded after the check: an older Node crashes on what this imports.
void import('./program.ts')
  .then(({ runProgram }) => runProgram(process.argv.slice(2)))
  .then((code) => process.exit(code))
