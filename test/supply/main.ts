// Writes resources/third-party.md: npm run third-party
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchedComponents, installedPackages } from './components.ts'
import { refusedComponents } from './licences.ts'
import { thirdPartyPage } from './page.ts'

const fetched = fetchedComponents()
const packages = installedPackages()
const refused = refusedComponents([...fetched, ...packages])
for (const { name, version, licence } of refused) {
  console.error(
    `${name} ${version}: its licence "${licence}" is none that we take; read it, or do without the package.`,
  )
}
if (refused.length > 0) process.exitCode = 1
else {
  const file = join(import.meta.dirname, '../../resources/third-party.md')
  writeFileSync(file, thirdPartyPage(fetched, packages))
  console.log(`${packages.length + fetched.length} components in resources/third-party.md`)
}
