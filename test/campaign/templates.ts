import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { jpeg, writeFiles } from '../support/images.ts'
import { writeSmallWeights } from '../support/small-weights.ts'
import { trained } from './experiments.ts'
import { createLedger } from './ledger.ts'
import { makeOldWorkspace, oldVersions } from './old-workspace.ts'
import { markName, type Place, type Sources } from './place.ts'
import { connect, startProgram } from './programs.ts'
import { pursue, untilQuiet } from './settle.ts'

export type Template = 'empty' | 'trained' | `version ${number}`

const picturesOfClass = 90

/** Makes what rounds bring in. */
export async function makeSources(folder: string): Promise<Sources> {
  const pictures = join(folder, 'pictures')
  const names = ['cats', 'dogs', 'owls'].flatMap((name) =>
    Array.from({ length: picturesOfClass }, (_, i) => `${name}/${String(i).padStart(3, '0')}.jpg`),
  )
  const files = await Promise.all(names.map(async (name, i) => [name, await jpeg(i, 96)] as const))
  mkdirSync(folder, { recursive: true })
  return { pictures: writeFiles(pictures, Object.fromEntries(files)), weights: writeSmallWeights(folder, 4) }
}

/** Workspaces that rounds begin with, each made when it is first wanted. */
export function createTemplates(folder: string, sources: Sources) {
  const made = new Map<Template, Promise<string>>()
  const make = async (template: Template): Promise<string> => {
    const own = join(folder, template.replace(' ', '-'))
    const workspace = join(own, 'workspace')
    const version = Number(template.replace('version ', ''))
    if (oldVersions.includes(version)) {
      makeOldWorkspace(workspace, version)
      return workspace
    }
    await prepare({ ...{ folder: own, workspace, sources }, mark: own, ledger: createLedger() }, template)
    return workspace
  }
  return {
    /** Gives a round a copy of its own. */
    async copy(template: Template, to: string): Promise<void> {
      const ready = made.get(template) ?? make(template)
      made.set(template, ready)
      cpSync(await ready, to, { recursive: true })
    },
  }
}

async function prepare(place: Place, template: Template): Promise<void> {
  mkdirSync(place.workspace, { recursive: true })
  const host = startProgram('host', place)
  const connection = await connect(place, host)
  if (!connection) throw new Error(`No host for a template (${markName}): ${host.end}. ${host.lastLines.join(' ')}`)
  const { client } = connection
  // A window would start its sample in an empty workspace.
  await client.system.setPreference({ key: 'first-start', value: true })
  if (template === 'trained') {
    await pursue(client, trained)
    await untilQuiet(client, place.ledger)
  }
  process.kill(host.pid, 'SIGTERM')
  await host.ended
}
