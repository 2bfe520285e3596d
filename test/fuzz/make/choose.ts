import type { Random } from '../../../src-main/core/random.ts'

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)] as T
}

export const chance = (random: Random, probability: number): boolean => random.uniform() < probability

/** Numbers at which readers and checks go wrong. */
export const oddNumbers: readonly number[] = [
  ...[0, -0, 1, -1, 2, 7, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32],
  ...[2 ** 53 - 1, 2 ** 53, 1e21, 1e308, -1e308, 5e-324, 0.5, 1e-9, Number.NaN, Infinity, -Infinity],
]

/** Texts at which paths, terminals, databases and expressions go wrong. */
export const oddStrings: readonly string[] = [
  ...['', ' ', '.', '..', '../..', '../../../../../../tmp/fuzz-outside', 'C:\\fuzz', '\\\\server\\fuzz', 'a/../../b'],
  ...[
    '/fuzz-outside',
    '/dev/null',
    '/dev/zero',
    '/proc/self/environ',
    '/dev/stdin',
    'file:///etc/hostname',
    '~',
    '-',
    '--help',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    '$bytes',
    'undefined',
    'null',
    'NaN',
  ],
  ...[
    '\0',
    'a\0b',
    '\n',
    'a\r\nb',
    '\u001b[31mred\u001b[0m',
    '\u202eevil',
    '\ud800',
    'x\udfff',
    '👩‍👩‍👧‍👦',
    'ﷺ',
    'e\u0301',
    'İ',
  ],
  ...[
    "'; DROP TABLE run; --",
    '%s%n',
    '${7*7}',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '%00',
    '%2e%2e%2f',
    'a:b=c',
    ':',
    '=',
  ],
  ...['1e999', '0x10', '2/0', '1/255', '99999999999999999999', 'true', '[]', '{}', '"', '\\'],
]

/** One of them, or a long one. */
export function oddString(random: Random): string {
  if (!chance(random, 0.08)) return pick(random, oddStrings)
  const unit = pick(random, ['a', ' ', '\n', '=', ',', '../', '👻', '\ud800', '[', '{"a":', 'a:b=c,', 'train'])
  return unit.repeat(Math.ceil(10 ** random.uniform(1, 4.9) / unit.length))
}
