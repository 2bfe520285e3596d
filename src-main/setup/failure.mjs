/** Something a person can mend: one sentence that says what was expected and what to do. */
export class SetupFailure extends Error {}

/** The user, or the system, ended the set-up: nothing to explain. */
export class Interrupted extends Error {
  constructor(exitCode) {
    super('The set-up was interrupted.')
    this.exitCode = exitCode
  }
}

/** Runs `work`; a failure is told in one sentence and becomes the exit code. */
export async function orExplain(work) {
  try {
    process.exitCode = await work()
  } catch (error) {
    const isExpected = error instanceof SetupFailure || error instanceof Interrupted
    process.stderr.write(`${isExpected ? error.message : (error.stack ?? String(error))}\n`)
    process.exitCode = error.exitCode ?? 1
  }
}
