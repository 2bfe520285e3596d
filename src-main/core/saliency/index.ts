import type { Saliency } from '../methods.ts'
import { cam } from './cam.ts'
import { deconvnet } from './deconvnet.ts'
import { gradCam } from './grad-cam.ts'
import { gradCamPlusPlus } from './grad-cam-plus-plus.ts'
import { gradient } from './gradient.ts'
import { gradientXInput } from './gradient-x-input.ts'
import { guidedBackpropagation } from './guided-backpropagation.ts'
import { hiResCam } from './hires-cam.ts'
import { integratedGradients } from './integrated-gradients.ts'
import { layerCam } from './layer-cam.ts'
import { occlusion } from './occlusion.ts'
import { rise } from './rise.ts'
import { scoreCam } from './score-cam.ts'
import { smoothGrad } from './smooth-grad.ts'
import { varGrad } from './var-grad.ts'

/** Those of a group stand together. */
export const saliency: readonly Saliency[] = [
  ...[gradient, gradientXInput, smoothGrad, varGrad, integratedGradients, guidedBackpropagation, deconvnet],
  ...[gradCam, gradCamPlusPlus, layerCam, hiResCam, cam],
  ...[scoreCam, occlusion, rise],
]
