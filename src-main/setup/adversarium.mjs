#!/usr/bin/env node
import { prepareElectron } from './electron.mjs'
import { orExplain } from './failure.mjs'
import { built, isPackage, node } from './paths.mjs'
import { prepare } from './prepare.mjs'
import { run } from './run.mjs'

// The command line in the program's own Node 24, wherever and with whatever Node it was called.
await orExplain(async () => {
  await prepare()
  const cwd = process.env.INIT_CWD ?? process.cwd()
  const words = process.argv.slice(2)
  const opensWindow = words[0] === 'start' && !words.some((word) => ['--once', '--no-window', '--help'].includes(word))
  // As `npm start` does in a clone.
  if (isPackage && opensWindow) await prepareElectron()
  return run(node, [built('cli'), ...words], { cwd })
})
