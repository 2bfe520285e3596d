import { createHash } from 'node:crypto'
import { cpSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { crc32c, maskedCrc32c } from '../../../src-main/host/imported-runs/crc32c.ts'
import { findRuns } from '../../../src-main/host/imported-runs/find-runs.ts'
import type { FoundRun } from '../../../src-main/host/imported-runs/found-run.ts'
import { readRecords } from '../../../src-main/host/imported-runs/read-records.ts'
import { translateRun } from '../../../src-main/host/imported-runs/translate-run.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/imported-runs')
const wandbLog = 'wandb/wandb/offline-run-20261126_090931-abc12345/run-abc12345.wandb'
const eventFile = 'events.out.tfevents.1795684170.lab'

const only = (path: string): FoundRun => {
  const { runs } = findRuns(path)
  expect(runs).toHaveLength(1)
  return runs[0] as FoundRun
}
/** `step/epoch value` of one metric. */
const points = (run: FoundRun, metric: string): string[] =>
  translateRun(run)
    .points.filter(({ name }) => name === metric)
    .map(({ step, epoch, value }) => `${step}/${Number(epoch.toFixed(2))} ${Number(value.toFixed(3))}`)
const written = (name: string, text: string): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

describe('CRC-32C', () => {
  it('is that of RFC 3720, appendix B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
  })
})

describe('TensorBoard', () => {
  it('reads what Keras writes: folders of splits as one run, tensors, hyperparameters, steps in batches', () => {
    const run = only(join(fixtures, 'keras-tensorboard'))
    expect(run.name).toBe('keras-tensorboard')
    expect(points(run, 'train-accuracy')).toEqual(['6/2 0.542', '12/4 0.542'])
    expect(points(run, 'validation-accuracy')).toEqual(['6/2 0.75', '12/4 0.75'])
    expect(points(run, 'generalization-gap')).toEqual(['6/2 -0.208', '12/4 -0.208'])
    expect(points(run, 'loss').at(-1)).toBe('12/4 0.643')
    expect(points(run, 'learning-rate').at(-1)).toBe('12/4 0.5')
    expect(Object.fromEntries(run.params)).toEqual({
      ...{ units: '2', optimizer: 'sgd' },
      ...{ learning_rate: '0.5', shuffle: 'true' },
    })
    expect(run.notes).toEqual([])
  })

  it('reads simple values, a run a folder, and says where epochs are guessed', () => {
    const { runs } = findRuns(join(fixtures, 'simple-values'))
    expect(runs.map(({ name }) => name)).toEqual(['first', 'second'])
    const [run] = runs as [FoundRun]
    expect(points(run, 'validation-accuracy').slice(0, 2)).toEqual(['10/1 0', '20/2 0.5'])
    expect(points(run, 'train-loss').at(-1)).toBe('100/10 0.1')
    expect(translateRun(run).notes).toEqual([
      'The source does not say where epochs end: each validation counts as the end of one.',
    ])
  })

  it('keeps all but the last record of a file that is cut off anywhere within it', () => {
    const whole = only(join(fixtures, 'simple-values/first'))
    const { length } = readFileSync(join(fixtures, 'simple-values/first', eventFile))
    for (const less of [1, 4, 30]) {
      const folder = temporaryFolder()
      cpSync(join(fixtures, 'simple-values/first'), folder, { recursive: true })
      truncateSync(join(folder, eventFile), length - less)
      const run = only(folder)
      expect(run.notes).toEqual([expect.stringContaining('ends within a record, which is left out')])
      expect(run.identity).toBe(whole.identity)
      expect([...run.series.keys()]).toEqual(['Loss/train', 'Accuracy/val'])
    }
  })

  it('leaves out a record whose bytes were changed, and stops where a length was', () => {
    const bytes = readFileSync(join(fixtures, 'simple-values/first', eventFile))
    const lengths: number[] = []
    const count = (changed: Buffer) => {
      const path = join(temporaryFolder(), 'changed')
      writeFileSync(path, changed)
      lengths.length = 0
      return readRecords(path, createHash('sha256'), (record) => lengths.push(record.length))
    }
    count(bytes)
    const all = lengths.length
    const inData = Buffer.from(bytes)
    inData.writeUInt8(inData.readUInt8(14) ^ 1, 14)
    expect(count(inData)).toEqual({ isCutOff: false, damaged: 1, lostAfter: null })
    expect(lengths).toHaveLength(all - 1)
    const inLength = Buffer.from(bytes)
    const second = 16 + Number(bytes.readBigUInt64LE(0))
    inLength.writeBigUInt64LE(2n ** 40n, second)
    expect(count(inLength)).toEqual({ isCutOff: false, damaged: 0, lostAfter: second })
    expect(lengths).toHaveLength(1)
    // A length that its checksum confirms takes no memory either.
    inLength.writeUInt32LE(maskedCrc32c(inLength.subarray(second, second + 8)), second + 8)
    expect(count(inLength)).toEqual({ isCutOff: false, damaged: 0, lostAfter: second })
  })
})

describe('W&B', () => {
  it('reads history, configuration and name of a transaction log', () => {
    const run = only(join(fixtures, 'wandb'))
    expect([run.name, run.source, run.identity]).toEqual(['resnet-a', 'wandb', 'wandb abc12345'])
    expect(Object.fromEntries(run.params)).toEqual({ lr: '0.1', arch: 'resnet18' })
    expect(points(run, 'validation-accuracy')).toEqual(['0/1 0', '1/2 0.2', '2/3 0.4', '3/4 0.6', '4/5 0.8'])
    expect(points(run, 'pgd.accuracy').at(-1)).toBe('4/5 0.4')
    expect(run.startedAt).toBeGreaterThan(1.7e12)
  })

  it('reads a log that is cut off, and leaves out a damaged record', () => {
    const bytes = readFileSync(join(fixtures, wandbLog))
    const path = join(temporaryFolder(), 'run-abc12345.wandb')
    // The history lies in the middle; behind it come summaries and files.
    writeFileSync(path, bytes.subarray(0, bytes.indexOf('val/accuracy', bytes.indexOf('_timestamp') + 400)))
    const cut = only(path)
    expect(cut.notes.join()).toContain('ends within a record')
    expect(cut.series.get('val/accuracy')?.length).toBeLessThan(5)
    const damaged = Buffer.from(bytes)
    const at = damaged.indexOf('val/accuracy')
    damaged.write('vax', at)
    writeFileSync(path, damaged)
    expect(only(path).notes).toEqual([expect.stringMatching(/^1 record is damaged/)])
  })

  it('reads a chart that was exported as CSV: a run a name, without the bounds', () => {
    const path = written(
      'export.csv',
      '"Step","a - b - acc","a - b - acc__MIN","a - b - acc__MAX","two - acc"\n"10","0.5","0.4","0.6",""\n"20","0.7","0.7","0.7","0.25"\n',
    )
    const { runs } = findRuns(path)
    expect(runs.map((run) => [run.name, points(run, 'train-accuracy')])).toEqual([
      ['a - b', ['10/10 0.5', '20/20 0.7']],
      ['two', ['20/20 0.25']],
    ])
  })

  it("reads the API's history as JSON lines, of which the last may be cut off", () => {
    const row = (step: number): string =>
      JSON.stringify({
        _step: step,
        _timestamp: 1.7e9 + step,
        epoch: step / 10,
        loss: 1 / step,
        image: { _type: 'image-file' },
      })
    const run = only(written('history.jsonl', `${[row(10), row(20)].join('\n')}\n{"_step": 3`))
    expect(points(run, 'train-loss')).toEqual(['10/1 0.1', '20/2 0.05'])
    expect(run.notes).toEqual(['The last line is cut off and left out.'])
    expect([run.startedAt, run.finishedAt]).toEqual([1_700_000_010_000, 1_700_000_020_000])
  })
})

describe('tables', () => {
  it("reads Keras's CSVLogger, whose epochs count from 0, and calls it after its folder", () => {
    const run = only(join(fixtures, 'keras-csv'))
    expect(run.name).toBe('keras-csv')
    expect(points(run, 'train-accuracy')[0]).toBe('1/1 0.521')
    expect(points(run, 'validation-loss').at(-1)).toBe('4/4 0.579')
  })

  it("reads Lightning's metrics.csv, where a row has the values of one stage", () => {
    const path = written(
      'metrics.csv',
      'epoch,step,train_loss_step,val_acc,val_loss,train_loss_epoch\n0,49,0.9,,,\n0,99,,40,1.2,\n0,99,,,,0.95\n1,199,,62.5,1.0,\n1,199,,,,0.7\n',
    )
    const run = only(path)
    expect(points(run, 'loss')).toEqual(['49/1 0.9'])
    expect(points(run, 'train-loss')).toEqual(['99/1 0.95', '199/2 0.7'])
    expect(points(run, 'validation-accuracy')).toEqual(['99/1 0.4', '199/2 0.625'])
    expect(translateRun(run).notes).toEqual(['"val_acc" is in per cent: it is kept as a fraction.'])
  })

  it('leaves out what is no number, and says so', () => {
    const run = only(written('log.csv', 'epoch;loss;who;note\n1;nan;a;"x;""y"\n2;0.5;b;\n'))
    expect(points(run, 'train-loss')).toEqual(['2/2 0.5'])
    expect(run.notes).toEqual([
      'No numbers, and left out: who, note.',
      '1 value is not a finite number at a step, and left out.',
    ])
  })

  it('takes names as they can be shown, and no epoch that nobody trains', () => {
    const run = only(written('log.csv', 'step,epoch,"a\u0007\nb"\n1,1e300,0.5\n2,1,0.25\n'))
    expect(points(run, 'a b')).toEqual(['1/0.5 0.5', '2/1 0.25'])
  })

  it.each([
    ['log.csv', 'a,b\n1,2\n'],
    ['log.csv', ''],
    ['log.jsonl', '[1,2]'],
    ['log.jsonl', '{"epoch": 1}'],
    ['events.out.tfevents.1.x', 'not a record file at all'],
    ['log.pdf', ''],
  ])('refuses %s holding %j in one sentence', (name, text) => {
    expect(() => findRuns(written(name, text))).toThrow(/is no log of a training .*Nothing was imported\.$/)
  })

  it('does not follow links', () => {
    const folder = temporaryFolder()
    symlinkSync(fixtures, join(folder, 'latest-run'))
    expect(() => findRuns(folder)).toThrow(/holds no log of a training/)
  })
})
