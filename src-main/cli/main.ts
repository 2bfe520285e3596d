import { runProgram } from './program.ts'

// `adversarium runs | head` closes our output early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
void runProgram(process.argv.slice(2)).then((code) => process.exit(code))
