// The host in a process of its own, with another engine than the built one: node host.ts <workspace> <engine>. Says its
// address when it is ready, and what it holds whenever it is asked.
import { join } from 'node:path'
import { createHost } from '../../src-main/host/create-host.ts'
import { heldMemory } from './held-memory.mjs'

const [workspace = '', engineEntry = ''] = process.argv.slice(2)
const settingsFile = join(workspace, 'settings.json')
const programFolder = join(import.meta.dirname, '../..')
const host = await createHost({ workspace, engineEntry, settingsFile, programFolder })
process.on('message', () => process.send?.(heldMemory()))
process.on('disconnect', () => void host.close().finally(() => process.exit(0)))
process.send?.({ url: host.url, ...host.address })
