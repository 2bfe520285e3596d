import { startBackend } from '../../src-main/engine/backends/start-backend.ts'

/** Computes on the JavaScript backend from here on. */
export async function useJavaScript(): Promise<void> {
  await startBackend('javascript', { addon: null, device: 'cpu', version: null, reason: '' })
}
