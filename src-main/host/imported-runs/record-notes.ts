/** What has to be said of a file of records, beside those that it gave. */
export function recordNotes(file: string, { isCutOff, damaged }: { isCutOff: boolean; damaged: number }): string[] {
  return [
    ...(isCutOff ? [`"${file}" ends within a record, which is left out: it is being written, or was cut off.`] : []),
    ...(damaged > 0 ? [`${damaged} record${damaged === 1 ? ' is' : 's are'} damaged in "${file}" and left out.`] : []),
  ]
}
