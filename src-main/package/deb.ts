import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { linkFiles, sizeOf } from './copy-files.ts'
import { desktopEntry, iconSizes } from './desktop-entry.ts'
import { layoutOf } from './layout.ts'
import type { ProgramPackage } from './program-package.ts'
import { runTool } from './run-tool.ts'

const place = '/opt/adversarium'

/** What Electron and TensorFlow load of the system, some of it only when a window opens (found in a bare chroot); the second name of a pair is that of Ubuntu 24.04 and Debian 13. */
export const dependencies = [
  ...['libc6 (>= 2.34)', 'libstdc++6', 'libgcc-s1', 'libnss3', 'libgbm1', 'libnotify4', 'libsecret-1-0'],
  ...[
    'libxss1',
    'libxtst6',
    'libx11-xcb1',
    'libdrm2',
    'xdg-utils',
    'libgtk-3-0 | libgtk-3-0t64',
    'libasound2 | libasound2t64',
  ],
  'libatspi2.0-0 | libatspi2.0-0t64',
]

/** The control file of a binary package: https://www.debian.org/doc/debian-policy/ch-controlfields.html */
export function controlFile(
  { version, description }: Pick<ProgramPackage, 'version' | 'description'>,
  bytes: number,
): string {
  const fields = {
    Package: 'adversarium',
    Version: version,
    Architecture: 'amd64',
    Maintainer: 'Adversarium contributors <contributors@adversarium.invalid>',
    'Installed-Size': String(Math.ceil(bytes / 1024)),
    Depends: dependencies.join(', '),
    Section: 'science',
    Priority: 'optional',
    Description: `workbench that trains and explains robust image classifiers\n ${description}.`,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
  return `${lines.join('\n')}\n`
}

// Ubuntu 24.04 lets only programs with a profile use user namespaces, which Chromium's sandbox needs.
const profile = `abi <abi/4.0>,
include <tunables/global>

profile adversarium "${place}/adversarium" flags=(unconfined) {
  userns,
  include if exists <local/adversarium>
}
`

/** Where there are no user namespaces, Chromium's sandbox is this program of root's. An older AppArmor knows no \`userns\`. */
const afterInstall = `#!/bin/sh
set -e
chown root:root ${place}/chrome-sandbox
chmod 4755 ${place}/chrome-sandbox
profile=${place}/resources/apparmor-profile
if apparmor_status --enabled >/dev/null 2>&1 && apparmor_parser --skip-kernel-load --debug "$profile" >/dev/null 2>&1; then
  cp "$profile" /etc/apparmor.d/adversarium
  apparmor_parser --replace --write-cache --skip-read-cache /etc/apparmor.d/adversarium || true
fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications || true; fi
`

const beforeRemove = `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -f /etc/apparmor.d/adversarium ]; then
  apparmor_parser --remove /etc/apparmor.d/adversarium >/dev/null 2>&1 || true
  rm -f /etc/apparmor.d/adversarium
fi
`

/** Makes the .deb of an unpacked program by dpkg-deb; its files are linked, not copied. */
export async function makeDeb(root: string, unpacked: string, own: ProgramPackage, target: string): Promise<void> {
  const tree = mkdtempSync(join(dirname(target), '.deb-'))
  try {
    chmodSync(tree, 0o755)
    linkFiles(unpacked, join(tree, place))
    write(join(tree, place, 'resources/apparmor-profile'), profile)
    write(join(tree, 'usr/share/applications/adversarium.desktop'), desktopEntry(`${place}/adversarium`))
    write(
      join(tree, 'usr/share/doc/adversarium/copyright'),
      `Adversarium: Apache-2.0. All licences: ${place}/licences\n`,
    )
    for (const size of iconSizes) {
      const icon = await sharp(join(root, 'resources/icon.png')).resize(size).png().toBuffer()
      write(join(tree, `usr/share/icons/hicolor/${size}x${size}/apps/adversarium.png`), icon)
    }
    mkdirSync(join(tree, 'usr/bin'), { recursive: true })
    symlinkSync(layoutOf(`../..${place}`).command, join(tree, 'usr/bin/adversarium'))
    write(join(tree, 'DEBIAN/control'), controlFile(own, sizeOf(unpacked)))
    write(join(tree, 'DEBIAN/postinst'), afterInstall, 0o755)
    write(join(tree, 'DEBIAN/prerm'), beforeRemove, 0o755)
    // What reads it has glibc 2.34, and so a dpkg that knows zstd.
    runTool('dpkg-deb', ['--build', '--root-owner-group', '-Zzstd', '-z9', tree, target], 'a .deb')
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

function write(path: string, content: string | Buffer, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content, { mode })
}
