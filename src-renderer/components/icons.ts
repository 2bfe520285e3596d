/** Outlines on a 16 px grid. */
export const icons = {
  archive: 'M2 3h12v3H2zM3 6h10v7H3zM6.5 8.5h3',
  arrow: 'M2.5 8h11M10 4.5L13.5 8 10 11.5',
  chart: 'M2.5 2.5v11h11M4.5 11C6 6 9 5 13 4.5M4.5 11.5C7 9.5 10 9 13 9',
  check: 'M3.5 8.5l3 3 6-7',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  datasets: 'M2.5 5h8.5v8.5H2.5zM5 5V2.5h8.5V11H11',
  device: 'M4.5 4.5h7v7h-7zM6.5 2.5v2M9.5 2.5v2M6.5 11.5v2M9.5 11.5v2M2.5 6.5h2M2.5 9.5h2M11.5 6.5h2M11.5 9.5h2',
  down: 'M4.5 6.5L8 10l3.5-3.5',
  download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10',
  filter: 'M2.5 3.5h11L9.3 8.6v4.2l-2.6-1.4V8.6z',
  folder: 'M2 4.5h4l1.5 1.5H14v7H2z',
  fork: 'M4.5 2.5v11M4.5 9c4 0 7-1 7-4.5V2.5M9.5 4.5l2-2 2 2',
  help: 'M2.3 8a5.7 5.7 0 1 0 11.4 0A5.7 5.7 0 1 0 2.3 8M6.3 6.5a1.7 1.7 0 1 1 2.5 1.6c-.6.3-.8.6-.8 1.2M8 11.3v.1',
  left: 'M9.5 4.5L6 8l3.5 3.5',
  misclassified: 'M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9.5 9.5l4 4M13.5 9.5l-4 4',
  newRun:
    'M4 2.5h8A1.5 1.5 0 0 1 13.5 4v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V4A1.5 1.5 0 0 1 4 2.5M8 5.5v5M5.5 8h5',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.5l7.5 4.5L5 12.5z',
  plus: 'M8 3.5v9M3.5 8h9',
  right: 'M6.5 4.5L10 8l-3.5 3.5',
  runs: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  search: 'M2.8 7a4.2 4.2 0 1 0 8.4 0A4.2 4.2 0 1 0 2.8 7M10.2 10.2l3.3 3.3',
  settings:
    'M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M8.5 4.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M4.5 11.5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0',
  stop: 'M4 4h8v8H4z',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6',
  tag: 'M2.5 2.5h5l6 6-5 5-6-6zM5.2 5.2v.1',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  trash: 'M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.6 9h5.8l.6-9',
  up: 'M4.5 9.5L8 6l3.5 3.5',
  warning: 'M8 2.8l6 10.4H2zM8 6.5v3.3M8 11.5v.1',
} as const

export type IconName = keyof typeof icons
