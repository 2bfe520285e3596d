import { Unavailable, type Measured, type MeasureRequest } from '../request.ts'

type Measure = (request: MeasureRequest) => Promise<Record<string, number>>

/** What a process of ours can measure; each loads what it needs alone, so that memory is that of its work. */
const measures: Readonly<Record<string, () => Promise<Measure>>> = {
  training: async () => (await import('./training.ts')).measureTraining,
  inference: async () => (await import('./inference.ts')).measureInference,
  attack: async () => (await import('./attack.ts')).measureAttack,
  saliency: async () => (await import('./inference.ts')).measureSaliency,
  click: async () => (await import('./click.ts')).measureClick,
  sheet: async () => (await import('./sheet.ts')).measureSheet,
  corruptions: async () => (await import('./corruptions.ts')).measureCorruptions,
  predictions: async () => (await import('./predictions.ts')).measurePredictions,
  import: async () => (await import('./data.ts')).measureImport,
  epoch: async () => (await import('./data.ts')).measureEpoch,
  start: async () => (await import('./data.ts')).measureStart,
  values: async () => (await import('./values.ts')).measureValues,
  'stock-fit': async () => (await import('./stock.ts')).measureStockFit,
  'stock-predict': async () => (await import('./stock.ts')).measureStockPredict,
}

export async function measure(request: MeasureRequest): Promise<Measured> {
  const load = measures[request.measure]
  if (!load) throw new Error(`There is no measure "${request.measure}".`)
  try {
    const values = await (await load())(request)
    return { values, version: null }
  } catch (error) {
    if (error instanceof Unavailable) return { unavailable: error.message }
    throw error
  }
}
