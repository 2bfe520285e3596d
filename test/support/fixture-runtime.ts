import { plainRuntime, type StepRuntime } from '../../src-main/core/training/runtime.ts'
import { useJavaScript } from './javascript-backend.ts'
import { hasTensorflow, useTensorflow } from './tensorflow-backend.ts'

/** Compiled steps on TensorFlow where it is prepared, else plain ones in JavaScript. */
export async function startFixtureRuntime(): Promise<StepRuntime> {
  if (hasTensorflow) return (await useTensorflow()).step
  await useJavaScript()
  return plainRuntime(() => 0)
}
