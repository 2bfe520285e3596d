import type { ParamValue } from '../../../contract/method.ts'
import type { Network } from '../../../core/network/network.ts'
import type { ExportFormat } from '../../../contract/weights.ts'
import type { ExportedModel } from './export-task.ts'

type Described = Pick<ExportedModel, 'network' | 'architecture'>

/**
 * The lines of Python that open an export and give its logits for `images`, float32 [n, height, width, 3] with pixels in
 * [0, 255]; for TensorFlow.js those of JavaScript. `file`: name of the export, a folder for TensorFlow.js.
 */
export function openingLines(format: ExportFormat, file: string, model: Described): string[] {
  const name = JSON.stringify(file)
  switch (format) {
    case 'keras-h5':
      return ['import keras', `model = keras.models.load_model(${name}, compile=False)`, 'logits = model(images / 255)']
    case 'keras3-weights': {
      const application = kerasApplication(model)
      return application
        ? [
            'import keras',
            `model = ${application.call}`,
            `model.load_weights(${name})`,
            `logits = model(${application.preprocess}(images.copy()))`,
          ]
        : [
            'import h5py, json, keras',
            `model = keras.Model.from_config(json.loads(h5py.File(${name}).attrs["model_config"])["config"])`,
            `model.load_weights(${name})`,
            'logits = model(images / 255)',
          ]
    }
    case 'onnx':
      return [
        'import onnxruntime',
        `session = onnxruntime.InferenceSession(${name})`,
        'logits = session.run(["logits"], {"images": images / 255})[0]',
      ]
    case 'safetensors':
      return [
        'from safetensors.numpy import load_file',
        `weights = load_file(${name})  # by Keras layer and variable: weights["${model.network.weights[0]?.path}"]`,
      ]
    case 'tfjs-layers':
      return [
        "import * as tf from '@tensorflow/tfjs'",
        `const model = await tf.loadLayersModel(${JSON.stringify(`${file}/model.json`)})`,
        'const logits = model.predict(images.div(255))',
      ]
  }
}

interface Application {
  readonly builder: (params: Readonly<Record<string, ParamValue>>) => string
  readonly module: string
}

const applications: Readonly<Record<string, Application>> = {
  'mobilenet-v2': { builder: () => 'MobileNetV2', module: 'mobilenet_v2' },
  densenet: { builder: ({ variant }) => `DenseNet${variant ?? '121'}`, module: 'densenet' },
  efficientnet: {
    builder: ({ variant }) => `EfficientNet${String(variant ?? 'b0').toUpperCase()}`,
    module: 'efficientnet',
  },
  nasnet: { builder: ({ variant }) => (variant === 'large' ? 'NASNetLarge' : 'NASNetMobile'), module: 'nasnet' },
  resnet: { builder: ({ variant }) => `ResNet${variant ?? '50'}`, module: 'resnet' },
}

/**
 * How `keras.applications` makes this network, null where it does not have it: an architecture of others, or one that
 * departs from Keras's.
 */
export function kerasApplication({
  network,
  architecture: { id, params },
}: Described): { readonly call: string; readonly preprocess: string } | null {
  const application = applications[id]
  if (!application || params['smallImageStem'] === true || params['imageNetScaling'] === true) return null
  const given = id === 'mobilenet-v2' ? `alpha=${String(params['alpha'] ?? 1)}, ` : ''
  return {
    call: `keras.applications.${application.builder(params)}(${given}${sharedArguments(network)})`,
    preprocess: `keras.applications.${application.module}.preprocess_input`,
  }
}

function sharedArguments({ inputShape, classes }: Network): string {
  const shape = `input_shape=(${inputShape.join(', ')})`
  return `${shape}, classes=${classes}, weights=None, classifier_activation=None`
}
