/**
 * better-sqlite3 is built for Node-API 10: an older Node crashes while it loads it.
 * Called before anything native is imported. Throws a sentence that says what to do.
 */
export function requireNode(versions: Readonly<Record<string, string | undefined>> = process.versions): void {
  const major = Number(versions['node']?.split('.')[0])
  if (major >= 24 && Number(versions['napi']) >= 10) return
  throw new Error(
    `Adversarium runs on Node 24 or newer: this is Node ${versions['node']}. Start it with "npm start" or "npm run adversarium", which bring their own.`,
  )
}
