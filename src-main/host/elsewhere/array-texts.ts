import type { JobArray, JobArrayOptions, JobArrayTask } from '../../contract/elsewhere.ts'
import { resultFolder, toRanges } from './array-folder.ts'

/** What the texts of an array are made of. */
export interface ArrayText {
  readonly array: JobArray
  readonly tasks: readonly JobArrayTask[]
  readonly options: JobArrayOptions
  readonly threads: number
  readonly hasImages: boolean
}

const numbersOf = ({ tasks }: JobArray): number[] => tasks.map(({ number }) => number)
/** Spaces would end a directive's value, other signs mean something to Slurm. */
const plain = (name: string): string => name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)

/** For `sbatch`, from the folder that it lies in (https://slurm.schedmd.com/job_array.html). */
export function sbatchText({ array, options, threads }: ArrayText): string {
  const { atOnce, time, memory, card, directives } = options
  return `#!/bin/bash
# "${oneLine(array.experiment.name)}": ${array.tasks.length} runs as a Slurm job array. From this folder: sbatch array.sbatch
#SBATCH --job-name=${plain(array.experiment.name)}
#SBATCH --array=${toRanges(numbersOf(array))}${atOnce === null ? '' : `%${atOnce}`}
#SBATCH --output=logs/%a.log
#SBATCH --open-mode=append
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=${threads}
#SBATCH --mem=${memory}
#SBATCH --time=${time}
${card ? '#SBATCH --gres=gpu:1\n' : ''}# Two minutes before the time is over a checkpoint is written: submitted again, the task goes on from there.
#SBATCH --signal=B:INT@120
${directives.map((directive) => `#SBATCH --${directive}\n`).join('')}
cd "$SLURM_SUBMIT_DIR" || exit 2
# Ends with 0: done, 1: failed, 2: wrongly used, 130: stopped, and can go on.
exec \${ADVERSARIUM:-adversarium} task . "$SLURM_ARRAY_TASK_ID"
`
}

/** One after another, on any machine with a shell. */
export const listText = ({ array }: ArrayText): string => `#!/bin/sh
# "${oneLine(array.experiment.name)}": ${array.tasks.length} runs one after another. What is done is skipped, what was begun goes on.
# sh list.sh        all of them
# sh list.sh 3 5    these two
# Ends with 0: all done, 1: some failed, 130: stopped by Ctrl-C.
cd "$(dirname "$0")" || exit 2
failed=0
for task in \${*:-${numbersOf(array).join(' ')}}; do
  if [ -e "results/$(printf %03d "$task")/done.json" ]; then continue; fi
  \${ADVERSARIUM:-adversarium} task . "$task"
  code=$?
  if [ "$code" -eq 130 ]; then exit 130; fi
  if [ "$code" -ne 0 ]; then failed=1; fi
done
exit "$failed"
`

/** In words, for who finds the folder. */
export function readmeText({ array, tasks, threads, hasImages }: ArrayText): string {
  const images = [...new Map(tasks.map((task) => [task.images.id, task.images])).values()]
  const weights = [
    ...new Map(tasks.flatMap((task) => (task.weights ? [[task.weights.id, task.weights]] : []))).values(),
  ]
  const isDeterministic = tasks.every(({ run }) => run.config.deterministic)
  const first = array.tasks[0]?.number ?? 0
  return `${array.tasks.length} runs of the experiment "${oneLine(array.experiment.name)}", to be computed elsewhere.

WHAT TO DO
1. Copy this folder to the other machine. It needs adversarium ${array.program}; where it is not called
   "adversarium" there, say how: export ADVERSARIUM="node /path/to/out/main/cli.cjs"
2. ${imagesStep(images, hasImages)}
3. With Slurm, from this folder: sbatch array.sbatch
   Partition, memory, time and cards are its #SBATCH lines; edit them as your cluster wants them.
   Without Slurm: sh list.sh
   Either can be started again: what is done is skipped, what was begun goes on from its checkpoint.
4. Copy this folder back, and in the workspace that the runs belong to: adversarium merge <this folder>
   Merge as often as you like: what is there already is left as it is, what is not finished is told.

WHAT THE TASKS DO
Task ${first} is "adversarium task . ${first}": it reads runs/ and works in ${resultFolder('.', first)}, a workspace of its own,
so that no two tasks write to one file. There "done.json" tells that it is done. "adversarium runs --workspace
${resultFolder('.', first)}" looks into it. Logs of Slurm are in logs/.

WHAT IS NEEDED
${images.map(describeImages).join('\n')}
${weights.length === 0 ? 'No weights: all runs start at random.' : weights.map(({ file, fileSha256 }) => `Weights ${file}, here in weights/: SHA-256 ${fileSha256}`).join('\n')}

THE SAME BITS
Every task computes with ${threads} ${threads === 1 ? 'thread' : 'threads'} of TensorFlow, as written in its file: with more or fewer, sums come to other
last bits. ${isDeterministic ? 'All runs are deterministic' : 'Not all runs are deterministic (deterministic=true in their configuration)'}: ${isDeterministic ? 'with these threads, the same version of the program and a\nprocessor with the same vector instructions (or the same card) they come out bit for bit as here.' : 'their results are the same up to what\nrounding does to them.'}

RUNS
${array.tasks.map(({ number, run, name }) => `${String(number).padStart(4)}  ${run}  ${oneLine(name)}`).join('\n')}
`
}

function imagesStep(images: readonly JobArrayTask['images'][], hasImages: boolean): string {
  const imported = images.filter(({ source }) => source !== null)
  if (imported.length === 0) return 'The images are generated there: nothing is to be brought.'
  if (hasImages) return 'The decoded images are in datasets/: nothing else is to be brought.'
  return `Import ${imported.map(({ title }) => `"${oneLine(title)}"`).join(' and ')} there, once: adversarium datasets import <zip or folder>
   In another workspace than the default one: export ADVERSARIUM_IMAGES=<workspace>`
}

const describeImages = ({ title, fingerprint, counts }: JobArrayTask['images']): string =>
  `Images "${oneLine(title)}": ${counts.train} for training, ${counts.validation} for validation, fingerprint ${fingerprint}`

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')
