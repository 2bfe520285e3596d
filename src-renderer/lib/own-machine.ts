import type { Desktop } from '../../src-main/contract/index.ts'

/**
 * The desktop, where its dialogs and drops name paths of the host's own machine. undefined in a browser and where the
 * window is on a host elsewhere: there, paths of that machine are typed.
 */
export const ownMachine = (): Desktop | undefined => (window.adversarium?.host ? undefined : window.adversarium)
