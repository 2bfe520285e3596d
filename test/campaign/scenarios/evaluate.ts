import type { Client, Evaluation, Run } from '../../../src-main/contract/index.ts'
import type { Scenario } from '../scenario.ts'
import { newestRuns } from '../settle.ts'

const conditions = ['pgd:epsilon=4/255,steps=20', 'gaussian-noise:sigma=0.2', 'fgsm:epsilon=2/255']
const maps = ['gradient', 'gradient-x-input']
const images = [0, 3, 7, 12]

export async function trainedRun(client: Client): Promise<Run> {
  const run = (await newestRuns(client)).get('trained')
  if (!run) throw new Error('The run of the template is gone.')
  return run
}

export const evaluateScenario: Scenario = {
  id: 'evaluate',
  template: 'trained',
  programs: ['host', 'cli'],
  hasEngine: true,
  aims: {},
  async pursue(client) {
    const { id } = await trainedRun(client)
    await client.evaluations.launch({ run: id, conditions })
  },
  words: () => ['evaluate', 'trained', ...conditions.flatMap((condition) => ['--condition', condition])],
}

export const explainScenario: Scenario = {
  id: 'explain',
  template: 'trained',
  programs: ['host'],
  hasEngine: true,
  aims: {
    'the writing of a map': { path: /^explanations\/.*\.tmp$/, times: 8 },
    'the recording of a map': { path: /^explanations\/.*\.f32$/, times: 8 },
  },
  async pursue(client) {
    const { id } = await trainedRun(client)
    const attacked = (await client.evaluations.list({ runs: [id] })).find(isAttacked)
    if (!attacked) throw new Error('The evaluation of the template is gone.')
    const evaluation = attacked.id
    await client.evaluations.gallery({ evaluation, outcome: 'all' })
    for (const image of images) {
      for (const method of maps) await client.evaluations.explain({ task: 'campaign', evaluation, image, method })
    }
  },
}

const isAttacked = ({ condition, state }: Evaluation): boolean => condition.id === 'fgsm' && state === 'done'
