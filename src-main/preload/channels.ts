/** Names of the channels between window and main process. */
export const channels = {
  call: 'adversarium:call',
  subscribe: 'adversarium:subscribe',
  unsubscribe: 'adversarium:unsubscribe',
  event: 'adversarium:event',
  connection: 'adversarium:connection',
  readConnection: 'adversarium:read-connection',
} as const
