import type { Handlers } from '../contract/index.ts'
import { catalog } from '../core/catalog.ts'
import type { Caller } from './caller.ts'
import type { HostContext, Queue } from './context.ts'
import type { RunningImports } from './datasets/running-imports.ts'
import { beginTask } from './elsewhere/begin-task.ts'
import { mergeFolder } from './elsewhere/merge-folder.ts'
import { writeArray } from './elsewhere/write-array.ts'
import { readExport } from './export-files.ts'
import type { InteractiveLane } from './interactive-lane.ts'
import type { KeepLater } from './keep-later.ts'
import { readCalibrations } from './measures/calibrations.ts'
import { readClassAccuracies } from './measures/class-accuracies.ts'
import { measureCorruptions } from './measures/corruptions.ts'
import { measureEffects } from './measures/effects.ts'
import { measureEffectiveRobustness } from './measures/effective-robustness.ts'
import { measureSummaries } from './measures/summaries.ts'
import { readLog } from './read-log.ts'
import { annotateRuns } from './services/annotate-runs.ts'
import { summarizeForDataset } from './services/architectures.ts'
import { checkExperiment } from './services/check-experiment.ts'
import { compareRuns } from './services/comparisons.ts'
import { readConfusedPairs } from './services/confused-pairs.ts'
import { attachCorrupted, detachCorrupted } from './services/corrupted-folders.ts'
import { createDatasetImages } from './services/dataset-images.ts'
import { checkSource, importSource, readReport, removeDataset } from './services/dataset-imports.ts'
import { listDatasets } from './services/datasets.ts'
import { findEvaluation, launchEvaluations, listEvaluations, readConfusion } from './services/evaluations.ts'
import { describeRun } from './services/describe.ts'
import { askDoctor } from './services/doctor.ts'
import { emptyExports } from './services/empty-exports.ts'
import { getExperiment, launchExperiment } from './services/experiments.ts'
import { createExplanations } from './services/explanations.ts'
import { readFlips, readGallery, readImage } from './services/galleries.ts'
import { readLinearModel } from './services/linear-models.ts'
import { importRuns } from './services/import-runs.ts'
import { createImageFiles } from './services/image-files.ts'
import { createImageTags } from './services/image-tags.ts'
import { createMapScores } from './services/map-scores.ts'
import { readMetrics } from './services/metrics.ts'
import { forkRun } from './services/fork-run.ts'
import { listPresets, removePreset, savePreset } from './services/presets.ts'
import { createPerturbations } from './services/perturbations.ts'
import { cancelPlan, planProgress, startPlan } from './services/plan-work.ts'
import { listPlans, removePlan, savePlan } from './services/plans.ts'
import { createPreviews } from './services/previews.ts'
import { createReports } from './services/reports.ts'
import { describeQueue, moveJob, setPriority } from './services/queue-order.ts'
import { cancelEvaluation, cancelRun, findRun, listRuns, pauseRun, resumeRun } from './services/runs.ts'
import { readSettings, setSettings } from './services/settings.ts'
import { createSimilarity } from './services/similarity.ts'
import { createSheets } from './services/sheets.ts'
import { measureStorage } from './services/storage.ts'
import { installRuntime, listRuntimes } from './services/runtimes.ts'
import { describeSystem } from './services/system.ts'
import { createTrainingSaw } from './services/training-saw.ts'
import { createUnseenFamilies } from './services/unseen-families.ts'
import { createTransfers } from './services/transfers.ts'
import { listViews, removeView, saveView } from './services/views.ts'
import { visualize } from './services/visualize.ts'
import { describeWeights, findWeights, listWeights, removeWeights } from './services/weights.ts'
import { planExports, writeExport } from './services/weights-export.ts'
import { createPublicWeights } from './services/weights-fetch.ts'
import { importWeights } from './services/weights-import.ts'
import { planFigure } from './studies/plan-figure.ts'
import { planStudy } from './studies/plan-study.ts'
import { reportStudy } from './studies/report-study.ts'
import { startStudy } from './studies/start-study.ts'
import { createTasks } from './tasks.ts'
import { createTrash } from './trash/trash.ts'

/** What works in the host beside its calls. */
export interface HostParts {
  readonly queue: Queue
  readonly lane: InteractiveLane
  readonly imports: RunningImports
  readonly keepLater: KeepLater
  /** Whether this host takes up what waits in the queue, or only what is launched in it. */
  readonly startsQueue: boolean
  shutdown(): void
}

/** What the contract's calls do. */
export function createHandlers(context: HostContext, parts: HostParts): Handlers {
  const { queue, lane, imports, keepLater, startsQueue, shutdown } = parts
  const { store } = context
  const datasetImages = createDatasetImages(context)
  const tasks = createTasks(lane)
  const explanations = createExplanations(context, lane, tasks, keepLater)
  const mapScores = createMapScores(context, lane, tasks, explanations)
  const imageFiles = createImageFiles(context, lane, tasks)
  const sheets = createSheets(context, lane, tasks, explanations)
  const trainingSaw = createTrainingSaw(context, lane, tasks, explanations)
  const perturbations = createPerturbations(context, lane, tasks)
  const transfers = createTransfers(context, lane, tasks)
  const similarity = createSimilarity(context, lane, tasks)
  const previews = createPreviews(context, lane)
  const trash = createTrash(context)
  const compareUnseen = createUnseenFamilies(context)
  const publicWeights = createPublicWeights(context, imports)
  return {
    system: {
      info: (_nothing, caller?: Caller) => describeSystem(context, [queue.status, lane.status], caller ?? {}),
      catalog: () => catalog,
      doctor: () => askDoctor(context),
      runtimes: () => listRuntimes(context),
      installRuntime: (request, caller?: Caller) => installRuntime(context, tasks, request, caller ?? {}),
      shutdown: () => {
        setImmediate(shutdown)
        return null
      },
      queue: () => describeQueue(store),
      moveJob: ({ id, before }) => moveJob(context, id, before),
      setPriority: ({ ids, priority }) => setPriority(context, ids, priority),
      storage: () => measureStorage(context),
      emptyExports: () => emptyExports(context),
      settings: () => readSettings(context),
      setSettings: (changes, caller?: Caller) => setSettings(context, changes, caller),
      preferences: () => store.preferences.all(),
      setPreference: ({ key, value }) => {
        context.journal(() => store.preferences.put(key, value))
        return null
      },
      log: (filter) => readLog(context.workspace.logs, filter),
      note: ({ level, text }) => {
        context.log.write(level, text, { source: 'client' })
        return null
      },
    },
    runs: {
      list: (filter) => listRuns(context, filter),
      get: ({ id }) => describeRun(context, findRun(context, id)),
      cancel: ({ id, now }) => cancelRun(context, queue, id, now),
      resume: ({ id }) => resumeRun(context, queue, id),
      pause: ({ id }) => pauseRun(context, queue, id),
      fork: (request) => forkRun(context, queue, request),
      annotate: (annotation) => annotateRuns(context, trash, queue, annotation),
      metrics: (request) => readMetrics(context, request),
      import: ({ path }, caller?: Caller) => importRuns(context, imports, path, caller ?? {}),
      events: ({ id }) => store.events.ofRun(findRun(context, id).id),
      checkpoints: ({ id }) => store.checkpoints.kept(findRun(context, id).id),
    },
    experiments: {
      launch: (config) => launchExperiment(context, queue, config),
      list: () => store.experiments.list(),
      get: ({ id }) => getExperiment(context, id),
      presets: () => listPresets(context),
      savePreset: (preset) => savePreset(context, preset),
      removePreset: ({ id }) => removePreset(context, id),
      check: ({ config }) => checkExperiment(context, config),
      estimate: previews.estimate,
      preview: previews.preview,
      rateRange: previews.rateRange,
    },
    elsewhere: {
      write: async (wish, caller?: Caller) => {
        const written = await writeArray(context, tasks, wish, caller ?? {})
        if (startsQueue) queue.wake()
        return written
      },
      begin: (wish, caller?: Caller) => beginTask(context, queue, wish, caller ?? {}),
      merge: (wish, caller?: Caller) => mergeFolder(context, tasks, wish, caller ?? {}),
    },
    evaluations: {
      launch: (request) => launchEvaluations(context, queue, request),
      list: ({ runs }) => listEvaluations(context, runs),
      cancel: ({ id }) => cancelEvaluation(context, queue, findEvaluation(context, id)),
      compare: ({ runs }) => compareRuns(context, runs),
      compareUnseen: ({ runs, baseline }) => compareUnseen(runs, baseline),
      gallery: (query) => readGallery(context, query),
      ofImage: (asked) => readImage(context, asked),
      flips: ({ first, second }) => readFlips(context, first, second),
      seenImage: explanations.seenImage,
      explain: explanations.explain,
      scoreMap: mapScores.scoreMap,
      randomisationCheck: mapScores.randomisationCheck,
      visualize: (request) => visualize(context, lane, tasks, request),
      confusedPairs: ({ evaluation }) => readConfusedPairs(context, evaluation),
      confusion: ({ evaluation }) => readConfusion(context, evaluation),
    },
    exportedFiles: { read: (piece) => readExport(context, piece) },
    imageFiles,
    imageTags: createImageTags(context),
    measures: {
      effects: ({ runs, measure }) => measureEffects(context, runs, measure),
      summary: ({ runs }) => measureSummaries(context, runs),
      corruptions: ({ runs, ...asked }) => measureCorruptions(context, runs, asked),
      calibration: ({ runs, conditions }) => readCalibrations(context, runs, conditions),
      effectiveRobustness: (asked) => measureEffectiveRobustness(context, asked),
      classes: ({ runs, condition }) => readClassAccuracies(context, runs, condition),
    },
    sheets: { compute: sheets.compute, maps: sheets.maps, export: sheets.export },
    views: {
      list: () => listViews(context),
      save: (wish) => saveView(context, wish),
      remove: ({ id }) => removeView(context, id),
    },
    trash: {
      list: () => trash.list(),
      restore(which) {
        trash.restore(which)
        queue.wake()
        return null
      },
      empty: () => trash.empty(),
    },
    linearModels: { read: ({ run }) => readLinearModel(context, run) },
    trainingSaw: { nearest: trainingSaw.nearest, crops: trainingSaw.crops },
    perturbations,
    transfers,
    similarity,
    plans: {
      list: () => listPlans(context),
      save: ({ id, ...content }) => savePlan(context, id, content),
      remove: ({ id }) => removePlan(context, id),
      progress: (work) => planProgress(context, work),
      start: (work) => startPlan(context, queue, work),
      cancel: (work) => cancelPlan(context, queue, work),
    },
    reports: createReports({ context, compareUnseen, tasks, sheets }),
    studies: {
      plan: ({ config }) => planStudy(context, config),
      start: (wanted) => startStudy(context, queue, wanted),
      report: (wanted) => reportStudy(context, wanted),
      figure: ({ runs }) => planFigure(context, runs),
    },
    architectures: {
      summarize: (subject) => summarizeForDataset(context, subject),
    },
    tasks: {
      cancel: ({ task }) => {
        tasks.cancel(task)
        return null
      },
    },
    datasets: {
      list: () => listDatasets(context),
      import: (source, caller?: Caller) => importSource(context, imports, source, caller ?? {}),
      check: (source, caller?: Caller) => checkSource(context, imports, source, caller ?? {}),
      cancelImport: ({ path }) => {
        imports.cancel(path)
        return null
      },
      report: ({ id }) => readReport(context, id),
      remove: ({ id }) => removeDataset(context, id),
      attachCorrupted: (folder, caller?: Caller) => attachCorrupted(context, folder, caller ?? {}),
      detachCorrupted: (folder) => detachCorrupted(context, folder),
      histogram: ({ id }) => datasetImages.histogram(id),
      browse: (page) => datasetImages.browse(page),
      images: (request) => datasetImages.images(request),
    },
    weights: {
      list: () => listWeights(context),
      get: ({ id }) => describeWeights(findWeights(context, id)),
      import: (file, caller?: Caller) => importWeights(context, imports, file, caller ?? {}),
      catalogue: () => publicWeights.list(),
      fetch: ({ id }) => publicWeights.fetch(id),
      cancel: ({ subject }) => {
        imports.cancel(subject)
        publicWeights.cancel(subject)
        return null
      },
      remove: ({ id }) => removeWeights(context, id),
      exports: ({ checkpoint }) => planExports(context, checkpoint),
      export: (wish, caller?: Caller) => writeExport(context, imports, wish, caller ?? {}),
    },
  } satisfies Handlers
}
