/** The loss of an epoch as far as it was read, so that it can be saved in its midst. */
export interface EpochLossState {
  /** Of the mean loss of each batch, times its images. */
  readonly sum: number
  readonly images: number
}

/** The mean training loss of an epoch over its images. */
export interface EpochLoss {
  readonly state: EpochLossState
  add(loss: number, images: number): void
  /** The mean of the epoch that ends; the next begins. */
  end(): number
}

export function createEpochLoss(resumed: EpochLossState = { sum: 0, images: 0 }): EpochLoss {
  let { sum, images } = resumed
  return {
    get state() {
      return { sum, images }
    },
    add(loss, count) {
      sum += loss * count
      images += count
    },
    end() {
      const mean = sum / images
      ;[sum, images] = [0, 0]
      return mean
    },
  }
}
