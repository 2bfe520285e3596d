import * as tf from '@tensorflow/tfjs-core'
import { relu } from '../ops/relu.ts'
import { activate, type Activate } from '../network/layers.ts'
import type { ActivationName } from '../network/network.ts'

/** Activations that let values through on one side: the rules are for them, sigmoid and tanh keep their gradients. */
type Rectifier = Extract<ActivationName, 'relu' | 'relu6' | 'swish'>
const isRectifier = (name: ActivationName): name is Rectifier => name !== 'sigmoid' && name !== 'tanh'

/** d loss / dx from d loss / dy, which is called `dy`; x is the activation's input. */
type Rule = (name: Rectifier, dy: tf.Tensor, x: tf.Tensor) => tf.Tensor

/** Activations with their values, and their gradients by a rule; those that `applies` leaves out keep their own. */
function withRule(rule: Rule, applies: (name: Rectifier) => boolean = () => true): Activate {
  return (name, x) => {
    if (!isRectifier(name) || !applies(name)) return activate(name, x)
    const ruled = tf.customGrad((...inputs) => {
      const [input, save] = inputs as [tf.Tensor, tf.GradSaveFunc]
      save([input])
      return {
        value: activate(name, input),
        gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.tidy(() => rule(name, dy, saved as tf.Tensor)),
      }
    })
    return ruled(x)
  }
}

const isRelu = (name: Rectifier): boolean => name === 'relu'
const asMask = (isKept: tf.Tensor): tf.Tensor => tf.cast(isKept, 'float32')

/** The activation's derivative, cut off at zero where swish has a negative one. */
function derivative(name: Rectifier, x: tf.Tensor): tf.Tensor {
  switch (name) {
    case 'relu':
      return asMask(tf.greater(x, 0))
    case 'relu6':
      return asMask(tf.logicalAnd(tf.greater(x, 0), tf.less(x, 6)))
    case 'swish': {
      const sigmoid = tf.sigmoid(x)
      return relu(tf.mul(sigmoid, tf.add(tf.mul(x, tf.sub(1, sigmoid)), 1)))
    }
  }
}

const throughDerivative: Rule = (name, dy, x) => tf.mul(relu(dy), derivative(name, x))
const whereActive: Rule = (_, dy, x) => tf.mul(relu(dy), asMask(tf.greater(x, 0)))
const wherePositive: Rule = (_, dy) => relu(dy)

/**
 * Guided backpropagation (Springenberg et al. 2014, section 3.4): what comes back is cut off at zero and goes on as the
 * activation lets it. The paper knows ReLU alone, dx = dy · [dy > 0] · [x > 0]. For the others it says nothing; our rules:
 * `derivative`: dx = max(dy, 0) · max(f′(x), 0), which for ReLU6 is dy · [dy > 0] · [0 < x < 6];
 * `positive`: dx = dy · [dy > 0] · [x > 0] for all of them;
 * `relu-only`: ReLU6 and swish keep their gradients, as in keras-vis 0.5 and tf-keras-vis.
 */
export const guidedRules = {
  derivative: withRule(throughDerivative),
  positive: withRule(whereActive),
  'relu-only': withRule(whereActive, isRelu),
} as const satisfies Record<string, Activate>

/**
 * Deconvnet (Zeiler & Fergus 2013, section 2.1): what comes back is cut off at zero, and nothing is asked of the forward
 * pass, dx = dy · [dy > 0]. For ReLU6 and swish, of which the paper knows nothing: the same (`all`), or their own gradients
 * as in keras-vis 0.5 (`relu-only`).
 */
export const deconvnetRules = {
  all: withRule(wherePositive),
  'relu-only': withRule(wherePositive, isRelu),
} as const satisfies Record<string, Activate>
