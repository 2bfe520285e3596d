import { requireNode } from '../host/require-node.ts'

try {
  requireNode()
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
}
// `adversarium runs | head` closes our output early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
// Loaded after the check: an older Node crashes on what this imports.
void import('./program.ts')
  .then(({ runProgram }) => runProgram(process.argv.slice(2)))
  .then((code) => process.exit(code))
