/** How much larger than usual text is: lengths in px that hold text are multiplied by it. */
export const textScale = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1
