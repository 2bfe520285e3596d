'use strict'
// electron-vite writes this at the top of every entry that Node runs, before anything is loaded: better-sqlite3 is built
// for Node-API 10, and an older Node crashes while it loads it.
{
  const { node, napi } = process.versions
  if (Number(node.split('.')[0]) < 24 || Number(napi) < 10) {
    process.stderr.write(
      `Adversarium runs on Node 24 or newer: this is Node ${node}. Start it with "npm start" or "npm run adversarium", which bring their own.\n`,
    )
    process.exit(1)
  }
}
