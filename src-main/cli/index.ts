import { architectures } from './architectures.ts'
import { array } from './array.ts'
import { catalog } from './catalog.ts'
import type { Register } from './command.ts'
import { cka } from './cka.ts'
import { compare } from './compare.ts'
import { datasets } from './datasets.ts'
import { doctor } from './doctor.ts'
import { effects } from './effects.ts'
import { estimate } from './estimate.ts'
import { evaluate } from './evaluate.ts'
import { explain } from './explain.ts'
import { exportCommand } from './export.ts'
import { fork } from './fork.ts'
import { importLogs } from './import.ts'
import { log } from './log.ts'
import { plan } from './plan.ts'
import { measures } from './measures.ts'
import { merge } from './merge.ts'
import { presets } from './presets.ts'
import { report } from './report.ts'
import { queue } from './queue.ts'
import { reproduce } from './reproduce.ts'
import { resume } from './resume.ts'
import { run } from './run.ts'
import { runs } from './runs.ts'
import { serve } from './serve.ts'
import { sheet } from './sheet.ts'
import { show } from './show.ts'
import { runtime } from './runtime.ts'
import { start } from './start.ts'
import { sweep } from './sweep.ts'
import { tag } from './tag.ts'
import { task } from './task.ts'
import { trash } from './trash.ts'
import { transfer } from './transfer.ts'
import { views } from './views.ts'
import { visualize } from './visualize.ts'
import { weights } from './weights.ts'
import { workspace } from './workspace.ts'

/** All commands, in the order of the help. */
export const commands: readonly Register[] = [
  start,
  serve,
  run,
  sweep,
  array,
  task,
  merge,
  estimate,
  evaluate,
  plan,
  compare,
  effects,
  measures,
  report,
  exportCommand,
  transfer,
  cka,
  runs,
  show,
  sheet,
  explain,
  tag,
  visualize,
  queue,
  resume,
  fork,
  importLogs,
  reproduce,
  catalog,
  architectures,
  presets,
  datasets,
  weights,
  views,
  trash,
  workspace,
  log,
  doctor,
  runtime,
]
