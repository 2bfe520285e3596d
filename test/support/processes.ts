import { readdirSync, readFileSync } from 'node:fs'

/** A process that lives, as /proc shows it. */
export interface LivingProcess {
  readonly pid: number
  readonly parent: number
  /** With its arguments, which NUL ends. */
  readonly command: string
}

/** All processes but zombies, which only wait for somebody to take note of their end. */
export function listProcesses(): LivingProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // `1234 (any name) S 1 …`
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }]
      } catch {
        // It ended while we looked.
        return []
      }
    })
}

/** The processes below this one, however deep. */
export function listBelow(ancestor: number, all: readonly LivingProcess[] = listProcesses()): LivingProcess[] {
  const children = all.filter(({ parent }) => parent === ancestor)
  return [...children, ...children.flatMap(({ pid }) => listBelow(pid, all))]
}

/** The processes that were started, by whomever, with `name=value` in their environment. */
export function listMarked(name: string, value: string): LivingProcess[] {
  const mark = `${name}=${value}`
  return listProcesses().filter(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)
    } catch {
      return false
    }
  })
}
