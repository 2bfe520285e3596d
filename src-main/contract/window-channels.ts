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
  /** ({ address, token, isKept }) → ErrorBody | null: from now on the window is on that host. */
  attach: 'adversarium:attach',
  /** () → ErrorBody | null: from now on it is on this machine. */
  workHere: 'adversarium:work-here',
  /** () → { address, machine }[] */
  keptHosts: 'adversarium:kept-hosts',
  /** (address) */
  forgetHost: 'adversarium:forget-host',
  /** () → { address, machine } | null, at once: a page is of one host for as long as it lives. */
  readHost: 'adversarium:read-host',
  /** (MenuCommands) */
  setMenu: 'adversarium:set-menu',
  /** (id), to the window: a command was chosen in the native menu. */
  command: 'adversarium:command',
} as const
