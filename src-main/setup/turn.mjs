import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const retryMs = 300

/**
 * Runs `work` while no other process holds the lock file: two commands started at once in one clone must not install
 * and build over each other. The file names the process that holds it; one that is gone holds nothing.
 */
export async function inTurn(lockFile, work) {
  mkdirSync(dirname(lockFile), { recursive: true })
  let isTold = false
  for (let holder = take(lockFile); holder !== null; holder = take(lockFile)) {
    if (!isTold) process.stderr.write(`Waiting for the set-up that process ${holder} runs in this folder …\n`)
    isTold = true
    await wait(retryMs)
  }
  try {
    return await work()
  } finally {
    rmSync(lockFile, { force: true })
  }
}

/** Null where the lock is ours now, else the process that holds it. */
function take(lockFile) {
  // Linked, not written in place: whoever sees the lock sees its holder too.
  const draft = `${lockFile}.${process.pid}`
  writeFileSync(draft, String(process.pid))
  try {
    linkSync(draft, lockFile)
    return null
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  const holder = readHolder(lockFile)
  if (holder !== null && isAlive(holder)) return holder
  rmSync(lockFile, { force: true })
  return take(lockFile)
}

function readHolder(lockFile) {
  try {
    return Number(readFileSync(lockFile, 'utf8')) || null
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
