import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { registerOperations } from '../../src-main/core/ops/index.ts'

/** Computes on the JavaScript backend from here on. */
export async function useJavaScript(): Promise<void> {
  await tf.setBackend('cpu')
  registerOperations('cpu')
}
