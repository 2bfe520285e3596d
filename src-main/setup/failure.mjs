/** Something a person can mend: one sentence that says what was expected and what to do. */
export class SetupFailure extends Error {}

/** Runs `work`; a failure is told in one sentence and becomes the exit code. */
export async function orExplain(work) {
  try {
    process.exitCode = await work()
  } catch (error) {
    const text = error instanceof SetupFailure ? error.message : (error.stack ?? String(error))
    process.stderr.write(`${text}\n`)
    process.exitCode = 1
  }
}
