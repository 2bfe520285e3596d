import type { Answer, Question } from '../questions.ts'
import { checkRandomisation } from './check-randomisation.ts'
import { classifyImage } from './classify-image.ts'
import { compareLayers } from './compare-layers.ts'
import { corrupt } from './corrupt.ts'
import { estimate } from './estimate.ts'
import { explain } from './explain.ts'
import { explainImages } from './explain-images.ts'
import { classFeatures, imageFeatures } from './features.ts'
import { findFlip } from './find-flip.ts'
import { gradientLine } from './gradient-line.ts'
import { perturb } from './perturb.ts'
import { preview } from './preview.ts'
import type { QuestionContext } from './question-context.ts'
import { findRateRange } from './rate-range.ts'
import { replayAttack } from './replay-attack.ts'
import { scoreMap } from './score-map.ts'
import { seeImage } from './see-image.ts'
import { trainingCrops } from './training-crops.ts'
import { attackImages, judgeImages } from './transfer.ts'
import { visualize } from './visualize.ts'

/** Computes what the interactive lane asks. Throws `cancelled` where the signal is aborted on the way. */
export async function answerQuestion(question: Question, context: QuestionContext): Promise<Answer> {
  switch (question.kind) {
    case 'see-image':
      return { kind: 'see-image', value: await seeImage(question, context) }
    case 'explain':
      return { kind: 'explain', value: await explain(question, context) }
    case 'explain-images':
      return { kind: 'explain-images', value: await explainImages(question, context) }
    case 'visualize':
      return { kind: 'visualize', value: await visualize(question, context) }
    case 'score-map':
      return { kind: 'score-map', value: await scoreMap(question, context) }
    case 'check-randomisation':
      return { kind: 'check-randomisation', value: await checkRandomisation(question, context) }
    case 'classify-image':
      return { kind: 'classify-image', value: await classifyImage(question, context) }
    case 'image-features':
      return { kind: 'image-features', value: await imageFeatures(question, context) }
    case 'class-features':
      return { kind: 'class-features', value: await classFeatures(question, context) }
    case 'training-crops':
      return { kind: 'training-crops', value: await trainingCrops(question, context) }
    case 'attack-images':
      return { kind: 'attack-images', value: await attackImages(question, context) }
    case 'judge-images':
      return { kind: 'judge-images', value: await judgeImages(question, context) }
    case 'compare-layers':
      return { kind: 'compare-layers', value: await compareLayers(question, context) }
    case 'perturb':
      return { kind: 'perturb', value: await perturb(question, context) }
    case 'gradient-line':
      return { kind: 'gradient-line', value: await gradientLine(question, context) }
    case 'find-flip':
      return { kind: 'find-flip', value: await findFlip(question, context) }
    case 'replay-attack':
      return { kind: 'replay-attack', value: await replayAttack(question, context) }
    case 'corrupt':
      return { kind: 'corrupt', value: await corrupt(question, context) }
    case 'preview':
      return { kind: 'preview', value: await preview(question, context) }
    case 'estimate':
      return { kind: 'estimate', value: await estimate(question, context) }
    case 'rate-range':
      return { kind: 'rate-range', value: await findRateRange(question, context) }
  }
}
