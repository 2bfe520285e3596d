import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { AppError } from '../../src-main/contract/index.ts'

export interface ToastAction {
  readonly label: string
  run(): unknown
}

export interface Toast {
  readonly id: number
  readonly text: string
  readonly isBad: boolean
  readonly action: ToastAction | null
}

const most = 4

/** Short messages that go by themselves, newest last. */
export const useToasts = defineStore('toasts', () => {
  const list = shallowRef<readonly Toast[]>([])
  let last = 0

  const add = (toast: Omit<Toast, 'id'>): number => {
    last++
    list.value = [...list.value, { ...toast, id: last }].slice(-most)
    return last
  }
  const show = (text: string, action: ToastAction | null = null): number => add({ text, isBad: false, action })
  /** Says what somebody should look at now. */
  const warn = (text: string): number => add({ text, isBad: true, action: null })
  /** Says what went wrong; what is not a known error is a bug and thrown on. */
  const fail = (error: unknown): void => {
    if (!(error instanceof AppError)) throw error
    warn([error.message, error.hint].filter(Boolean).join(' '))
  }
  const dismiss = (id: number): void => {
    list.value = list.value.filter((toast) => toast.id !== id)
  }

  return { list, show, warn, fail, dismiss }
})
