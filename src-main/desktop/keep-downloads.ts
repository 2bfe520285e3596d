import { basename, dirname, join } from 'node:path'
import type { Session } from 'electron'
import type { LastFolders } from './last-folders.ts'
import { isOwnDownload } from './security.ts'

const purpose = 'export'

/** What the page exports goes where the save dialog says; it begins in the folder of the last export. */
export function keepDownloads(session: Session, folders: LastFolders): void {
  session.on('will-download', (event, item) => {
    if (!isOwnDownload(item.getURL())) {
      event.preventDefault()
      return
    }
    const name = basename(item.getFilename())
    const folder = folders.get(purpose)
    item.setSaveDialogOptions({ title: 'Export', defaultPath: folder === undefined ? name : join(folder, name) })
    item.once('done', (_event, state) => {
      const path = item.getSavePath()
      if (state === 'completed' && path !== '') folders.set(purpose, dirname(path))
    })
  })
}
