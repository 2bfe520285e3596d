import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export interface Question {
  readonly title: string
  /** What will happen, with its size and what uses it. */
  readonly text: string
  /** The button, a verb. */
  readonly action: string
}

/** The one question that may stand in the way: before something that cannot be undone. */
export const useConfirmation = defineStore('confirmation', () => {
  const question = shallowRef<Question | null>(null)
  let settle: (isConfirmed: boolean) => void = () => undefined

  const answer = (isConfirmed: boolean): void => {
    question.value = null
    settle(isConfirmed)
  }
  const ask = (next: Question): Promise<boolean> => {
    answer(false)
    question.value = next
    return new Promise((resolve) => {
      settle = resolve
    })
  }

  return { question, ask, answer }
})
