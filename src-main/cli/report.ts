import { resolve } from 'node:path'
import { ReportSection, reportSections } from '../contract/index.ts'
import { followTask } from './client/follow-task.ts'
import { findRun, findRuns } from './client/run-reference.ts'
import { freeFile } from './free-file.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { readMethods } from './sheet.ts'
import { formatBytes } from './terminal/format.ts'
import { UsageError } from './usage-error.ts'
import { wholeNumber } from './whole-number.ts'

interface Options {
  readonly out?: string
  readonly sections?: string
  readonly images?: string
  readonly maps?: string
  readonly baseline?: string
  readonly title?: string
}

export const report: Register = (program, act) => {
  program
    .command('report <runs...>')
    .description('runs as one HTML file that opens without the program, with charts that answer and the data inside')
    .option('--out <file>', 'where to; default: report.html here, or report-2.html where there is one')
    .option('--sections <list>', `which parts: ${Object.keys(reportSections).join(',')}; default: all`)
    .option('--images <n>', 'misclassified images of each run')
    .option('--maps <list>', 'saliency methods of these images, computed where they are not there, e.g. grad-cam')
    .option('--baseline <run>', 'the run that others are held against; default: the first')
    .option('--title <text>', 'of the report; after the runs where it is left out')
    .action(
      act(async (context, references: string[], { out, sections, images, maps, baseline, title }: Options) => {
        const chosen = sections === undefined ? null : readSections(sections)
        return withClient(context, { startsQueue: false }, async ({ client }) => {
          const { output } = context
          const runs = (await findRuns(client, references)).map(({ id }) => id)
          const baseId = baseline === undefined ? undefined : findRun(await client.runs.list({}), baseline).id
          const written = await followTask(client, output, 'report', (task) =>
            client.reports.write({
              task,
              runs,
              path: out === undefined ? freeFile('report', 'html') : resolve(out),
              ...(chosen === null ? {} : { sections: chosen }),
              ...(images === undefined ? {} : { images: wholeNumber('--images', images) }),
              ...(maps === undefined ? {} : { maps: readMethods(maps) }),
              ...(baseId === undefined ? {} : { baseline: baseId }),
              ...(title === undefined ? {} : { title }),
            }),
          )
          output.document(written)
          output.print(`${written.path} (${formatBytes(written.bytes)}): ${written.sections.join(', ')}.`)
        })
      }),
    )
}

function readSections(text: string): ReportSection[] {
  return text.split(',').map((part) => {
    const section = ReportSection.safeParse(part.trim())
    if (section.success) return section.data
    throw new UsageError(`A report has no section "${part.trim()}".`, {
      hint: `It has ${ReportSection.options.join(', ')}.`,
    })
  })
}
