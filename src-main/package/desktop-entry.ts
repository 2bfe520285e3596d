/** What a desktop shows of the program: name, picture, what to start. https://specifications.freedesktop.org/desktop-entry-spec */
export function desktopEntry(executable: string): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Adversarium',
    'Comment=Train image classifiers with adversarial regularization and see why they fail',
    `Exec=${executable}`,
    'Icon=adversarium',
    'Terminal=false',
    'Categories=Science;Education;ArtificialIntelligence;',
    // As Electron names its windows, so that they are shown under this entry.
    'StartupWMClass=adversarium',
  ]
  return `${lines.join('\n')}\n`
}

export const iconSizes = [16, 32, 48, 64, 128, 256] as const
