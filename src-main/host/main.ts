/**
 * The host as a process of its own: `node host.cjs --workspace <folder> [--port <number>] [--data-root <folder>]
 * [--mend restore|salvage]`.
 *
 * Forked with a channel, it also speaks the frames of server.ts over it, as objects, after a first message
 * `{ ready: { url, port, token, mended? } }` or `{ failed: { code, message, hint? }, running?: { port, token }, remedies? }`:
 * `running` is the host that has the workspace already, `remedies` what --mend can do. It ends when its parent does.
 */
import { runHost } from './run-host.ts'

void runHost(process.argv.slice(2), __dirname)
