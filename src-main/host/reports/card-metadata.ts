import { formatMethod } from '../../contract/index.ts'
import { conditionText, readableCondition } from '../services/conditions.ts'
import type { CardSubject } from './model-card.ts'

/**
 * The block of YAML at the head of a card, as Hugging Face's hub reads it, results as its `model-index`
 * (https://github.com/huggingface/hub-docs/blob/main/modelcard.md). Every text is written as JSON, which is YAML too.
 */
export function cardMetadata({ run, dataset, checkpoint, evaluations }: CardSubject): string {
  const { architecture, objective } = run.config
  const tags = ['image-classification', 'adversarial-robustness', architecture.id, objective.id]
  const metrics = evaluations.flatMap(({ condition, correct, n }) => {
    const under = readableCondition(conditionText(condition))
    return [
      '      - type: accuracy',
      `        name: ${quoted(condition.id === 'clean' ? 'Accuracy' : `Accuracy under ${under}`)}`,
      `        value: ${Number(((correct ?? 0) / n).toFixed(6))}`,
      `        args: ${JSON.stringify({ condition: formatMethod(condition), images: n })}`,
    ]
  })
  const results = [
    'model-index:',
    `  - name: ${quoted(run.name)}`,
    '    results:',
    '      - task:',
    '          type: image-classification',
    '          name: Image classification',
    '        dataset:',
    `          type: ${quoted(dataset.kind)}`,
    `          name: ${quoted(dataset.title)}`,
    '          split: validation',
    `          revision: ${quoted(dataset.fingerprint)}`,
    '        metrics:',
    ...metrics.map((line) => `    ${line}`),
  ]
  return [
    '---',
    'pipeline_tag: image-classification',
    'library_name: adversarium',
    `tags: ${JSON.stringify(tags)}`,
    'metrics: ["accuracy"]',
    ...(evaluations.length === 0 ? [] : results),
    `# SHA-256 of the weights: ${checkpoint.sha256}`,
    '---',
    '',
  ].join('\n')
}

const quoted = (value: string): string => JSON.stringify(value)
