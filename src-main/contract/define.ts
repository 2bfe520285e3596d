import type { z } from 'zod'

export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'call'
  readonly input: I
  readonly output: O
}
export interface Event<P extends z.ZodType = z.ZodType> {
  readonly kind: 'event'
  readonly payload: P
}
export type Namespace = Readonly<Record<string, Call | Event>>
export type Contract = Readonly<Record<string, Namespace>>

/** A request with one answer: `runs.get: call(z.object({ id: RunId }), Run)`. */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({
  kind: 'call',
  input,
  output,
})

/** Something the host announces after it was written: `runs.changed: event(Run)`. */
export const event = <P extends z.ZodType>(payload: P): Event<P> => ({ kind: 'event', payload })

type CallKeys<N> = { [K in keyof N]: N[K] extends Call ? K : never }[keyof N]
type EventKeys<N> = { [K in keyof N]: N[K] extends Event ? K : never }[keyof N]

/** One function a call: what `host/handlers.ts` must provide. Input is validated, defaults applied. */
export type HandlersOf<C extends Contract> = {
  readonly [N in keyof C]: {
    readonly [K in CallKeys<C[N]>]: C[N][K] extends Call<infer I, infer O>
      ? (input: z.output<I>) => z.input<O> | Promise<z.input<O>>
      : never
  }
}

type Calls<N> = {
  readonly [K in CallKeys<N>]: N[K] extends Call<infer I, infer O> ? (input: z.input<I>) => Promise<z.output<O>> : never
}
type Listeners<N> = {
  on<K extends EventKeys<N>>(
    name: K,
    listener: (payload: N[K] extends Event<infer P> ? z.output<P> : never) => void,
  ): () => void
}

/** The typed client: `client.runs.get({ id })`, `client.runs.on('changed', run => …)`. */
export type ClientOf<C extends Contract> = { readonly [N in keyof C]: Calls<C[N]> & Listeners<C[N]> }

/** `emit('runs', 'changed', run)`. */
export type EmitOf<C extends Contract> = <N extends keyof C & string, K extends EventKeys<C[N]> & string>(
  namespace: N,
  name: K,
  payload: C[N][K] extends Event<infer P> ? z.input<P> : never,
) => void
