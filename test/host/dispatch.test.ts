import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contract } from '../../src-main/contract/index.ts'
import type { HostContext } from '../../src-main/host/context.ts'
import { createDispatch } from '../../src-main/host/dispatch.ts'
import { createHandlers, type HostParts } from '../../src-main/host/handlers.ts'
import { createLog } from '../../src-main/host/log.ts'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { startHost } from '../support/test-host.ts'

function broken(): never {
  throw new TypeError('a broken store')
}

describe('dispatch', () => {
  it.each([
    '__proto__.list',
    'runs.__proto__',
    'runs.constructor',
    'constructor.name',
    'runs.changed',
    'runs.list.more',
    'runs',
    '',
    'toString.call',
  ])('refuses "%s"', async (path) => {
    const { dispatch } = await startHost()
    expect(await dispatch(path, {})).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })

  it('refuses what is no text at all', async () => {
    const { dispatch } = await startHost()
    for (const path of [null, undefined, 7, {}, ['runs', 'list']]) {
      expect(await dispatch(path as string, {})).toMatchObject({ ok: false, error: { code: 'not-found' } })
    }
  })

  it('explains an input that is wrong, and a thing that is not there', async () => {
    const { dispatch } = await startHost()
    expect(await dispatch('runs.get', {})).toEqual({
      ok: false,
      error: { code: 'invalid-input', message: '"id" is missing: expected text.' },
    })
    expect(await dispatch('runs.get', { id: 'nobody' })).toMatchObject({
      ok: false,
      error: { code: 'not-found', message: 'There is no run "nobody".' },
    })
    const polluted = JSON.parse('{"id":"nobody","__proto__":{"now":true}}') as unknown
    expect(await dispatch('runs.cancel', polluted)).toMatchObject({ ok: false, error: { code: 'not-found' } })
    expect(({} as Record<string, unknown>)['now']).toBeUndefined()
  })

  it('turns a bug into `internal`, and logs its trace', async () => {
    const folder = temporaryFolder()
    const log = createLog(folder)
    const store = { path: 'test.db', experiments: { list: broken } }
    const context = { store, log, workspace: workspaceAt(folder) } as unknown as HostContext
    const handlers = createHandlers(context, {} as HostParts)
    const reply = await createDispatch(context, handlers)('experiments.list', {})
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal', hint: expect.stringContaining(folder) } })
    expect(JSON.stringify(reply)).not.toContain('broken store')
    expect(readFileSync(join(folder, 'host.log'), 'utf8')).toMatch(
      /experiments\.list failed.*a broken store.*dispatch/s,
    )
  })

  it('answers every call of the contract', async () => {
    const { dispatch } = await startHost()
    for (const [namespace, members] of Object.entries(contract)) {
      for (const [name, member] of Object.entries(members)) {
        if (member.kind !== 'call' || name === 'shutdown') continue
        const reply = await dispatch(`${namespace}.${name}`, {})
        expect(reply.ok || reply.error.code).toBeOneOf([true, 'invalid-input'])
      }
    }
  })
})
