/** The help page of the thing in focus: its own `data-help`, or that of what it lies in. */
export function helpPathOf(element: Element | null): string | null {
  return element?.closest<HTMLElement>('[data-help]')?.dataset['help'] ?? null
}
