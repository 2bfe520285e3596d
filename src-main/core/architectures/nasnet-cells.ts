import type { Flow } from '../network/builder.ts'
import { padForStrideTwo } from './pad-for-stride-two.ts'

interface Cells {
  /** Keeps the size; gives six times `filters` channels. `previous`: input of the cell before, null for the first. */
  normalCell(x: Flow, previous: Flow | null, filters: number, id: string): Flow
  /** Halves the size; gives four times `filters` channels. */
  reductionCell(x: Flow, previous: Flow | null, filters: number, id: string): Flow
}

/**
 * The two cells of NASNet-A (Zoph et al. 2018, figure 4) with Keras's layer names, which end in the cell's id.
 * `dropRate`: share of the images that skip an operation of the cell under construction in training (drop path, the
 * same in every step; the authors' code lets it grow over the steps).
 */
export function createCells(
  normalization: { readonly momentum: number; readonly epsilon: number },
  dropRate: () => number,
): Cells {
  const pointwise = { kernelSize: 1, padding: 'same', useBias: false, initializer: 'he-normal' } as const
  const average = { poolSize: 3, strides: 1, padding: 'same' } as const
  const halving = { poolSize: 3, strides: 2, padding: 'valid' } as const

  /** Behind every operation that is no identity. */
  function droppable(x: Flow): Flow {
    const rate = dropRate()
    return rate > 0 ? x.stochasticDepth(`drop_path_${x.name}`, rate) : x
  }

  /** ReLU, separable convolution and batch normalization, twice; a stride is that of the first. */
  function separable(x: Flow, filters: number, kernelSize: number, name: string, stride: 1 | 2 = 1): Flow {
    const first = x.activation(`separable_conv_1_relu_${name}`, 'relu')
    const second = (stride === 2 ? padForStrideTwo(first, `separable_conv_1_pad_${name}`, kernelSize) : first)
      .separableConvolution(`separable_conv_1_${name}`, {
        filters,
        kernelSize,
        strides: stride,
        padding: stride === 2 ? 'valid' : 'same',
        useBias: false,
      })
      .batchNormalization(`separable_conv_1_bn_${name}`, normalization)
      .activation(`separable_conv_2_relu_${name}`, 'relu')
      .separableConvolution(`separable_conv_2_${name}`, { filters, kernelSize, padding: 'same', useBias: false })
      .batchNormalization(`separable_conv_2_bn_${name}`, normalization)
    return droppable(second)
  }

  function squeeze(x: Flow, filters: number, kind: 'normal' | 'reduction', id: string): Flow {
    return x
      .activation(`${kind}_relu_1_${id}`, 'relu')
      .convolution(`${kind}_conv_1_${id}`, { filters, ...pointwise })
      .batchNormalization(`${kind}_bn_1_${id}`, normalization)
  }

  /** Brings the older input to the size of `x` and to `filters` channels. */
  function adjust(older: Flow | null, x: Flow, filters: number, id: string): Flow {
    if (older === null) return x
    if (older.shape[1] !== x.shape[1]) return halve(older, filters, id)
    if (older.shape[2] === filters) return older
    return older
      .activation(`adjust_relu_1_${id}`, 'relu')
      .convolution(`adjust_conv_projection_${id}`, { filters, ...pointwise })
      .batchNormalization(`adjust_bn_${id}`, normalization)
  }

  /** Every second pixel, and every second one of the image moved by one, each to half of the channels. */
  function halve(older: Flow, filters: number, id: string): Flow {
    const everySecond = { poolSize: 1, strides: 2, padding: 'valid' } as const
    const half = { filters: Math.floor(filters / 2), ...pointwise }
    const x = older.activation(`adjust_relu_1_${id}`, 'relu')
    const even = x.averagePooling(`adjust_avg_pool_1_${id}`, everySecond).convolution(`adjust_conv_1_${id}`, half)
    const odd = x
      .zeroPadding(`adjust_pad_${id}`, [
        [0, 1],
        [0, 1],
      ])
      .cropping(`adjust_crop_${id}`, [
        [1, 0],
        [1, 0],
      ])
      .averagePooling(`adjust_avg_pool_2_${id}`, everySecond)
      .convolution(`adjust_conv_2_${id}`, half)
    return even.concatenate(`adjust_concat_${id}`, odd).batchNormalization(`adjust_bn_${id}`, normalization)
  }

  return {
    normalCell(x, previous, filters, id) {
      const p = adjust(previous, x, filters, id)
      const h = squeeze(x, filters, 'normal', id)
      const x1 = separable(h, filters, 5, `normal_left1_${id}`).add(
        `normal_add_1_${id}`,
        separable(p, filters, 3, `normal_right1_${id}`),
      )
      const x2 = separable(p, filters, 5, `normal_left2_${id}`).add(
        `normal_add_2_${id}`,
        separable(p, filters, 3, `normal_right2_${id}`),
      )
      const x3 = droppable(h.averagePooling(`normal_left3_${id}`, average)).add(`normal_add_3_${id}`, p)
      const x4 = droppable(p.averagePooling(`normal_left4_${id}`, average)).add(
        `normal_add_4_${id}`,
        droppable(p.averagePooling(`normal_right4_${id}`, average)),
      )
      const x5 = separable(h, filters, 3, `normal_left5_${id}`).add(`normal_add_5_${id}`, h)
      return p.concatenate(`normal_concat_${id}`, x1, x2, x3, x4, x5)
    },

    reductionCell(x, previous, filters, id) {
      const p = adjust(previous, x, filters, id)
      const h = squeeze(x, filters, 'reduction', id)
      // These zeros count: h can be negative, and the average divides by nine everywhere.
      const padded = padForStrideTwo(h, `reduction_pad_1_${id}`, 3)
      const x1 = separable(h, filters, 5, `reduction_left1_${id}`, 2).add(
        `reduction_add_1_${id}`,
        separable(p, filters, 7, `reduction_right1_${id}`, 2),
      )
      const x2 = droppable(padded.maxPooling(`reduction_left2_${id}`, halving)).add(
        `reduction_add_2_${id}`,
        separable(p, filters, 7, `reduction_right2_${id}`, 2),
      )
      const x3 = droppable(padded.averagePooling(`reduction_left3_${id}`, halving)).add(
        `reduction_add3_${id}`,
        separable(p, filters, 5, `reduction_right3_${id}`, 2),
      )
      const x4 = x2.add(`reduction_add_4_${id}`, droppable(x1.averagePooling(`reduction_left4_${id}`, average)))
      const x5 = separable(x1, filters, 3, `reduction_left4_${id}`).add(
        `reduction_add4_${id}`,
        droppable(padded.maxPooling(`reduction_right5_${id}`, halving)),
      )
      return x2.concatenate(`reduction_concat_${id}`, x3, x4, x5)
    },
  }
}
