import type { Architecture } from '../methods.ts'
import { denseNet } from './densenet.ts'
import { efficientNet } from './efficientnet.ts'
import { logisticRegression } from './logistic-regression.ts'
import { maxout } from './maxout.ts'
import { mobileNetV2 } from './mobilenet-v2.ts'
import { nasNet } from './nasnet.ts'
import { preActResNet } from './preact-resnet.ts'
import { resNet } from './resnet.ts'
import { resNeXt } from './resnext.ts'
import { smallCnn } from './small-cnn.ts'
import { wideResNet } from './wide-resnet.ts'

/** All architectures; the first is the default. */
export const architectures: readonly Architecture[] = [
  smallCnn,
  mobileNetV2,
  denseNet,
  efficientNet,
  nasNet,
  resNet,
  resNeXt,
  preActResNet,
  wideResNet,
  logisticRegression,
  maxout,
]
