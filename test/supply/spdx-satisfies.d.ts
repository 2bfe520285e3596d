declare module 'spdx-satisfies' {
  /** Whether one of the allowed licences is enough for what the expression asks. Throws where it is no expression. */
  export default function satisfies(expression: string, allowed: readonly string[]): boolean
}
