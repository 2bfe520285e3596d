import satisfies from 'spdx-satisfies'
import type { Component } from './components.ts'

/** Licences that we take, each with why where that is not plain. */
export const allowed: Readonly<Record<string, string>> = {
  MIT: '',
  ISC: '',
  '0BSD': '',
  'Apache-2.0': '',
  'BSD-2-Clause': '',
  'BSD-3-Clause': '',
  'BlueOak-1.0.0': '',
  'CC0-1.0': '',
  'CC-BY-3.0': 'data of tools for build and tests',
  'CC-BY-4.0': 'data of tools for build and tests',
  'MPL-2.0': 'of its own files alone; unchanged here, for build and tests',
  'LGPL-3.0-or-later': 'libvips, a shared library that anybody can exchange',
  'OFL-1.1': 'the typeface',
  'NIST-Software': 'free to use; its notice stays',
  'LicenseRef-HDF5': 'BSD-3-Clause with a request to tell of changes',
  'LicenseRef-WordNet': 'Princeton’s own: free to use, change and pass on; its notice stays',
  'LicenseRef-NVIDIA-Proprietary':
    'CUDA, fetched from NVIDIA’s own packages onto machines with its cards; not passed on by us',
}

/** Components whose licence is none of these: GPL, AGPL, unknown ones, and whatever nobody has read yet. */
export function refusedComponents(components: readonly Component[]): Component[] {
  const expressions = Object.keys(allowed)
  return components.filter(({ licence }) => {
    try {
      return !satisfies(licence, expressions)
    } catch {
      // Not an expression of SPDX.
      return true
    }
  })
}
