import { join } from 'node:path'
import type { Command } from 'commander'
import type { Interrupts } from './client/interrupts.ts'
import type { Output } from './terminal/output.ts'

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean
  readonly workspace?: string
}

/** What a command gets beside its own arguments. */
export interface CommandContext {
  readonly output: Output
  /** Absolute path of the workspace's folder. */
  readonly workspace: string
  readonly interrupts: Interrupts
}

/** Adds one command to the program; its action resolves to the exit code, done where it says nothing. */
export type Register = (program: Command, act: Act) => void
export type Act = <A extends unknown[]>(
  action: (context: CommandContext, ...args: A) => Promise<number | void>,
) => (...args: [...A, unknown, Command]) => Promise<void>

/** For options that may be repeated. */
export const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value]

/** The folder that holds package.json, out/ and resources/. */
export const programFolder = join(__dirname, /[\\/]chunks$/.test(__dirname) ? '../../..' : '../..')
