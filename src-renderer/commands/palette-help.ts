import { useRouter } from 'vue-router'
import { useHelpSearch } from '../lib/help/use-help-search.ts'
import type { PaletteEntry, PaletteGroup } from './palette.ts'

const prefix = /^help:\s*/i
const mostPages = 5
const mostWhenAsked = 20

/**
 * Help pages that hold the words, for what was typed into the palette: behind all else, or, after "help:", alone. Pages
 * whose title was found already are left out.
 */
export function usePaletteHelp(): (text: string, found: readonly PaletteGroup[]) => readonly PaletteGroup[] {
  const search = useHelpSearch()
  const router = useRouter()

  return (text, found) => {
    const isAsked = prefix.test(text)
    const question = text.replace(prefix, '').trim()
    if (question.length < 3) return isAsked ? [] : found
    const known = new Set(isAsked ? [] : found.flatMap(({ entries }) => entries.map(({ id }) => id)))
    const pages = search(question).filter(({ topic }) => !known.has(`help ${topic.path}`))
    if (pages.length === 0) return isAsked ? [] : found
    const entries = pages.slice(0, isAsked ? mostWhenAsked : mostPages).map(({ topic, snippet }): PaletteEntry => ({
      id: `help ${topic.path}`,
      group: 'Help',
      title: `Help: ${topic.title}`,
      detail: snippet.map((part) => part.text).join(''),
      run: () => void router.push({ name: 'help', params: { page: topic.path.split('/') }, query: { q: question } }),
    }))
    const all: PaletteEntry = {
      id: 'search help',
      group: 'Help',
      title: `Search help for “${question}”`,
      detail: '',
      run: () => void router.push({ name: 'help', query: { q: question } }),
    }
    const group = { title: 'In the help', entries: [...entries, all] }
    return isAsked ? [group] : [...found, group]
  }
}
