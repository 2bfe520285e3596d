import { suggest } from '../../contract/catalog.ts'
import { StopRules } from '../../contract/stop-rules.ts'
import { parseMethod } from '../../contract/method.ts'
import { UsageError } from '../usage-error.ts'

const rules = Object.keys(StopRules.shape)

/**
 * Stop rules as they are typed: `median`, `median:fromEpoch=3,minRuns=5`, `halving:firstEpoch=2,factor=3`, `target=0.9`,
 * `maxMinutes=60`, `maxRuns=8`, `measure=validation-loss`; added to those that there are. Throws {@link UsageError}.
 */
export function readStop(given: readonly string[], known: StopRules | null | undefined): StopRules {
  const read = given.map((text): readonly [string, unknown] => {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(text) ?? []
    if (name !== undefined && value !== undefined) {
      return [ruleOf(name), Number.isFinite(Number(value)) ? Number(value) : value]
    }
    const { id, params } = parseMethod(text)
    return [ruleOf(id), params]
  })
  const parsed = StopRules.safeParse({ ...known, ...Object.fromEntries(read) })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`The stop rule "${issue?.path.join('.')}" cannot be read: ${issue?.message}.`, {
    hint: 'For example --stop median:fromEpoch=3, --stop halving:factor=3, --stop target=0.9 or --stop maxMinutes=60.',
  })
}

function ruleOf(name: string): string {
  if (rules.includes(name)) return name
  throw new UsageError(`There is no stop rule "${name}".`, { hint: suggest(name, rules) })
}
