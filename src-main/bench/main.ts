import { AppError, withHint } from '../contract/wire.ts'

/** Each side loads what it needs alone: what measures memory must not hold what reports it. */
async function main([first, ...others]: readonly string[]): Promise<number> {
  if (first === '--measure') {
    const { measure } = await import('./measures/index.ts')
    console.log(JSON.stringify(await measure(JSON.parse(others[0] ?? ''))))
    return 0
  }
  const { bench } = await import('./bench.ts')
  return bench(first === undefined ? [] : [first, ...others])
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (!(error instanceof AppError)) throw error
    console.error(withHint(error))
    process.exit(2)
  },
)
