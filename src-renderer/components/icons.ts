/** Outlines on a 16 px grid. */
export const icons = {
  chart: 'M2.5 2.5v11h11M4.5 11C6 6 9 5 13 4.5M4.5 11.5C7 9.5 10 9 13 9',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  device: 'M4.5 4.5h7v7h-7zM6.5 2.5v2M9.5 2.5v2M6.5 11.5v2M9.5 11.5v2M2.5 6.5h2M2.5 9.5h2M11.5 6.5h2M11.5 9.5h2',
  folder: 'M2 4.5h4l1.5 1.5H14v7H2z',
  play: 'M5 3.5l7.5 4.5L5 12.5z',
  runs: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  stop: 'M4 4h8v8H4z',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  warning: 'M8 2.8l6 10.4H2zM8 6.5v3.3M8 11.5v.1',
} as const

export type IconName = keyof typeof icons
