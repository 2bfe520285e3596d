import type { Estimate } from '../../contract/experiments.ts'
import { formatCount, formatDuration, formatPercent } from './format.ts'

/**
 * What is measured after every epoch, and what that takes of its time: `9 s an epoch, 10.8 %: 500 + 500 images, each with
 * 10 passes forward and back and 1 forward for the attack`.
 */
export function formatMonitorCost({ epochSeconds, monitorSeconds, monitor }: Estimate): string {
  const { trainImages, validationImages, gradients, forwards } = monitor
  const share = formatPercent(monitorSeconds / (epochSeconds + monitorSeconds))
  const passes = [
    ...(gradients > 0 ? [`${formatCount(gradients)} ${gradients === 1 ? 'pass' : 'passes'} forward and back`] : []),
    ...(forwards > 0 ? [`${formatCount(forwards)} forward`] : []),
  ]
  const attack = passes.length === 0 ? ', no attack' : `, each with at most ${passes.join(' and ')} for the attack`
  const time = monitorSeconds < 1 ? `${monitorSeconds.toFixed(1)} s` : formatDuration(monitorSeconds)
  return `${time} an epoch, ${share}: ${formatCount(trainImages)} + ${formatCount(validationImages)} images${attack}`
}
