import { cpus } from 'node:os'
import { join } from 'node:path'
import { isMnist, type ExperimentConfig, type StudyId, type StudyReport } from '../../contract/index.ts'
import { runtimeTitle } from '../../engine/abilities.ts'
import type { HostContext } from '../context.ts'
import { createDatasetImages } from '../services/dataset-images.ts'
import { gatherFigures, type StudyFigures } from './gather-figures.ts'
import { judgeStudy } from './judge-study.ts'
import { isGoodfellow } from './mnist-departures.ts'
import { pageHtml } from '../pages/page-html.ts'
import { pageMarkdown } from '../pages/page-markdown.ts'
import { resolveStudy } from './plan-study.ts'
import { studyPage } from './study-page.ts'

/** Judges what the workspace has of a study, and writes its page. */
export async function reportStudy(
  context: HostContext,
  { study, config }: { readonly study: StudyId; readonly config: ExperimentConfig },
): Promise<StudyReport> {
  const { wanted, conditions } = await resolveStudy(context, config)
  const figures = gatherFigures(
    context,
    wanted.flatMap(({ run }) => run ?? []),
    conditions,
  )
  const judgement = await judgeStudy(context, study, figures, conditions)
  const page = studyPage({
    study,
    figures,
    judgement,
    notMnist: isGoodfellow(study) ? await othersThanMnist(context, figures) : new Set(),
    weightsOf: (id) => context.store.weights.get(id),
    date: new Date(context.now()),
    versions: [
      `Adversarium ${context.version}`,
      `Node ${process.version}`,
      runtimeTitle(join(context.programFolder, 'out', 'native')),
      `${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'}`,
    ],
  })
  return {
    study,
    title: page.title,
    claims: [...judgement.claims],
    html: pageHtml(page),
    markdown: pageMarkdown(page),
    summary: pageMarkdown({ ...page, sections: page.sections.filter(({ isDetail }) => !isDetail) }, 2),
  }
}

async function othersThanMnist(context: HostContext, { runs }: StudyFigures): Promise<ReadonlySet<string>> {
  const { histogram } = createDatasetImages(context)
  const found = await Promise.all(
    runs.map(async ({ dataset: { id, classes } }) => (isMnist(classes, await histogram(id)) ? [] : [id])),
  )
  return new Set(found.flat())
}
