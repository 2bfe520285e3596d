const storageKey = 'adversarium.token'

/**
 * The socket's address for this page. The token comes once in the page's address, where it is removed at once so that
 * it is in no bookmark and no history; a reload finds it in the session's storage.
 */
export function hostAddress(page: Location, history: History, storage: Storage): string {
  const url = new URL(page.href)
  const given = url.searchParams.get('token')
  if (given !== null) {
    storage.setItem(storageKey, given)
    url.searchParams.delete('token')
    history.replaceState(history.state, '', url)
  }
  const socket = new URL('/ws', url)
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  socket.hash = ''
  socket.search = new URLSearchParams({ token: given ?? storage.getItem(storageKey) ?? '' }).toString()
  return socket.href
}
