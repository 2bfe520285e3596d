import { describe, expect, it } from 'vitest'
import { RunConfig } from '../../../src-main/contract/run-config.ts'
import { checkMonitors } from '../../../src-main/core/training/monitors.ts'

describe('checkMonitors', () => {
  const monitor = 'attacked-validation-accuracy'
  it.each([{ earlyStopping: { monitor } }, { schedule: `plateau:monitor=${monitor}` }])(
    'refuses %j without a monitored attack',
    (config) => {
      const parsed = RunConfig.parse({ dataset: { id: 'shapes' }, ...config })
      expect(() => checkMonitors(parsed)).toThrow(`"${monitor}" is watched, but no attack is monitored.`)
      checkMonitors(RunConfig.parse({ ...parsed, monitor: { attack: 'fgsm' } }))
    },
  )
})
