import { shallowRef, watch, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import type { HelpSearch } from '../lib/help/help-search.ts'
import type { PaletteEntry, PaletteGroup } from './palette.ts'

const prefix = /^help:\s*/i
const mostPages = 5
const mostWhenAsked = 20

/**
 * Help pages that hold the words, for what was typed into the palette: behind all else, or, after "help:", alone. Pages
 * whose title was found already are left out. All texts are read when the palette opens first, not at the start.
 */
export function usePaletteHelp(
  isOpen: Readonly<Ref<boolean>>,
): (text: string, found: readonly PaletteGroup[]) => readonly PaletteGroup[] {
  const search = shallowRef<HelpSearch>(() => [])
  const router = useRouter()
  const read = async (): Promise<void> => {
    const { useHelpSearch } = await import('../lib/help/use-help-search.ts')
    search.value = useHelpSearch()
  }
  const stop = watch(isOpen, () => void read().then(stop))

  return (text, found) => {
    const isAsked = prefix.test(text)
    const question = text.replace(prefix, '').trim()
    if (question.length < 3) return isAsked ? [] : found
    const known = new Set(isAsked ? [] : found.flatMap(({ entries }) => entries.map(({ id }) => id)))
    const pages = search.value(question).filter(({ topic }) => !known.has(`help ${topic.path}`))
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
