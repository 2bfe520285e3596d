/// <reference types="vite/client" />
export {}

// What a component of Reka passes on to its element.
declare module 'vue' {
  interface ComponentCustomProps {
    'aria-label'?: string | undefined
    'aria-labelledby'?: string | undefined
    'aria-describedby'?: string | undefined
    'aria-valuetext'?: string | undefined
    title?: string | undefined
    placeholder?: string | undefined
    onClick?: ((event: MouseEvent) => unknown) | undefined
    onKeydown?: ((event: KeyboardEvent) => unknown) | undefined
  }
}
