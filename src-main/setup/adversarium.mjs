#!/usr/bin/env node
import { orExplain } from './failure.mjs'
import { built, node } from './paths.mjs'
import { prepare } from './prepare.mjs'
import { run } from './run.mjs'

// The command line in the program's own Node 24, wherever and with whatever Node it was called.
await orExplain(async () => {
  await prepare()
  const cwd = process.env.INIT_CWD ?? process.cwd()
  return run(node, [built('cli'), ...process.argv.slice(2)], { cwd })
})
