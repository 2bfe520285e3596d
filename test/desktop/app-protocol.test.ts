import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileFor, serveApp } from '../../src-main/desktop/app-protocol.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const get = (path: string) => ({ url: `adversarium://app${path}`, method: 'GET' })

describe('adversarium://app/', () => {
  it('serves the built interface with a strict policy', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<!doctype html>')
    writeFileSync(join(folder, 'assets', 'index.js'), 'export {}')
    const page = await serveApp(folder, get('/'))
    expect(await page.text()).toBe('<!doctype html>')
    expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self'")
    const script = await serveApp(folder, get('/assets/index.js?v=1'))
    expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
  })

  it('answers 404 for what is missing, and to anything but GET', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'index.html'), '')
    expect((await serveApp(folder, get('/nothing.js'))).status).toBe(404)
    expect((await serveApp(folder, { ...get('/'), method: 'POST' })).status).toBe(404)
  })

  it('never leaves the folder', () => {
    const folder = join('/program', 'renderer')
    for (const path of ['/../main/host.cjs', '/%2e%2e/main/host.cjs', '/..%2fmain/host.cjs', '/%00', '/%']) {
      const file = fileFor(folder, `adversarium://app${path}`)
      expect(file === null || file.startsWith(`${folder}/`)).toBe(true)
    }
    expect(fileFor(folder, 'adversarium://other/index.html')).toBeNull()
  })
})
