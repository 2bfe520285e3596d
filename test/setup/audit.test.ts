import { describe, expect, it } from 'vitest'
import { judgeAudit } from '../../src-main/setup/audit.mjs'

/** As npm 11 reports them (auditReportVersion 2), shortened. */
const reportOf = (...vulnerabilities: object[]): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(vulnerabilities.map((each, index) => [`package-${index}`, each])),
    metadata: { vulnerabilities: { total: vulnerabilities.length } },
  })
const critical = {
  name: 'fast-unpack',
  severity: 'critical',
  isDirect: false,
  via: [
    {
      source: 1,
      title: 'Writes outside of its folder',
      url: 'https://github.com/advisories/GHSA-0',
      severity: 'critical',
    },
  ],
  range: '<2.0.1',
  fixAvailable: true,
}
const through = { ...critical, name: 'installer', via: ['fast-unpack'], range: '*', fixAvailable: false }
const high = { ...critical, name: 'slow-match', severity: 'high' }

describe('the audit of the lock file', () => {
  it('fails on a known critical vulnerability, and says what, through what, and whether a newer version mends it', () => {
    expect(judgeAudit(reportOf(high, critical, through))).toEqual({
      outcome: 'failed',
      lines: [
        'fast-unpack <2.0.1: Writes outside of its folder (https://github.com/advisories/GHSA-0); a newer version mends it.',
        'installer *: through fast-unpack; no version mends it yet.',
      ],
    })
  })

  it('passes where none is critical', () => {
    expect(judgeAudit(reportOf(high))).toEqual({ outcome: 'passed', lines: [] })
    expect(judgeAudit(reportOf())).toEqual({ outcome: 'passed', lines: [] })
  })

  it.each([
    ['{"message":"405 Method Not Allowed\\nmore","error":{"summary":"","detail":""}}', '405 Method Not Allowed'],
    [
      '{"error":{"code":"ENOLOCK","summary":"This command requires an existing lockfile."}}',
      'This command requires an existing lockfile.',
    ],
    ['', 'npm gave no report'],
    ['<html>', 'npm gave no report'],
  ])('is skipped, not passed, where the registry gave no report: %s', (text, why) => {
    expect(judgeAudit(text)).toEqual({ outcome: 'skipped', lines: [why] })
  })
})
