const most = 10

/** `a, b, c and 97 more` */
export function nameSome(names: readonly string[]): string {
  const some = names.slice(0, most).join(', ')
  return names.length > most ? `${some} and ${names.length - most} more` : some
}
