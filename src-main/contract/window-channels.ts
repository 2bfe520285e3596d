/** Names of the channels between the desktop's window and its main process. */
export const windowChannels = {
  /** (path, input) → Reply */
  call: 'adversarium:call',
  /** (path): from now on the window wants this event. */
  subscribe: 'adversarium:subscribe',
  unsubscribe: 'adversarium:unsubscribe',
  /** (path, payload), to the window. */
  event: 'adversarium:event',
  /** (ConnectionState), to the window, whenever it changes. */
  connection: 'adversarium:connection',
  /** () → ConnectionState */
  readConnection: 'adversarium:read-connection',
  /** (DialogKind) → string | null */
  choosePath: 'adversarium:choose-path',
  /** (path of a dropped file): it may be imported from now on. → string | null */
  grantDropped: 'adversarium:grant-dropped',
  /** (MenuCommands) */
  setMenu: 'adversarium:set-menu',
  /** (id), to the window: a command was chosen in the native menu. */
  command: 'adversarium:command',
} as const
