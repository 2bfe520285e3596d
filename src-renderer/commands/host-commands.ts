import { AppError, type Desktop } from '../../src-main/contract/index.ts'
import { useToasts } from '../stores/toasts.ts'
import { useCommands } from './registry.ts'

/** Leaving for a host elsewhere and coming back. */
export function registerHostCommands(desktop: Desktop, openDialog: () => void): void {
  const toasts = useToasts()
  const group = 'Everywhere'
  const workHere = async (): Promise<void> => {
    const refused = await desktop.workHere()
    if (refused) toasts.fail(AppError.from(refused))
  }
  useCommands().register([
    { id: 'attach-host', title: 'Attach to a host elsewhere…', group, run: openDialog },
    {
      id: 'work-here',
      title: 'Work on this machine',
      group,
      isEnabled: () => desktop.host !== null,
      run: () => void workHere(),
    },
  ])
}
