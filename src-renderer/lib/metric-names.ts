/** Metrics that views draw by name: one value a step, or one an epoch on the monitor's images. */
export const metricNames = {
  stepLoss: 'loss',
  trainLoss: 'train-loss',
  cleanLoss: 'label-loss',
  adversarialLoss: 'adversarial-loss',
  trainAccuracy: 'train-accuracy',
  validationAccuracy: 'validation-accuracy',
  attackedTrainAccuracy: 'attacked-train-accuracy',
  attackedValidationAccuracy: 'attacked-validation-accuracy',
  validationLoss: 'validation-loss',
  generalizationGap: 'generalization-gap',
  learningRate: 'learning-rate',
} as const
