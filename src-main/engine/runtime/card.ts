import { z } from 'zod'
import { firstLine } from './probe.ts'

/** An NVIDIA card as its driver describes it. */
export const Card = z.object({
  name: z.string(),
  driver: z.string(),
  /** Like 8.6; null where the driver is too old to tell. */
  computeCapability: z.number().nullable(),
  memoryBytes: z.int(),
})
export type Card = z.output<typeof Card>

/** The first NVIDIA card, or null. */
export function findCard(): Card | null {
  const ask = (fields: string): string[] | undefined =>
    firstLine('nvidia-smi', [`--query-gpu=${fields}`, '--format=csv,noheader,nounits'])?.split(', ')
  // Drivers before 510 refuse the whole question for the field that they do not know.
  const [name, driver, memory, capability] =
    ask('name,driver_version,memory.total,compute_cap') ?? ask('name,driver_version,memory.total') ?? []
  if (!name || !driver) return null
  const mebibytes = Number(memory)
  return {
    name,
    driver,
    computeCapability: capability === undefined ? null : Number(capability),
    memoryBytes: Number.isFinite(mebibytes) ? mebibytes * 2 ** 20 : 0,
  }
}

/** Whether the kernel's driver, by its own words (`nvidiaDriver`), is the one that told of this card. */
export function isDrivenBy(card: Card | null, driver: string | null): boolean {
  if (card === null) return driver === null
  return driver !== null && driver.split(/\s+/).includes(card.driver)
}

// TensorFlow 2.21 and its CUDA 12 libraries hold code for compute capabilities 6.0 to 9.0, which any driver of CUDA 12
// loads; what they hold for the driver to translate is refused by cards of 10.0 and newer.
const oldestCapability = 6
const oldestDriver = 525
const unknownFrom = 10

/** Why TensorFlow cannot compute on this card, as a sentence; null where it can. */
export function refusalOfCard({ name, driver, computeCapability: capability }: Card): string | null {
  const version = Number.parseInt(driver, 10)
  if (version < oldestDriver) {
    return `The driver of the ${name} is ${driver} and must be ${oldestDriver} or newer: update it to compute on the card.`
  }
  if (capability !== null && (capability < oldestCapability || capability >= unknownFrom)) {
    return `The ${name} has compute capability ${capability.toFixed(1)}, and TensorFlow computes on 6.0 to 9.x: the processor is used.`
  }
  return null
}
