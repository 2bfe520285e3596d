import type { FaultTable } from './entry.ts'

/** Memory, graphics card, and the TensorFlow runtime. */
export const deviceFaults = {
  'out-of-memory': {
    code: 'out-of-memory',
    when: 'The device has no memory left',
    says: 'The device ran out of memory{tensor}.',
    next: 'Use a smaller batch, smaller images or a smaller architecture.',
  },
  'not-deterministic': {
    code: 'invalid-input',
    when: 'An operation has no deterministic form on the device',
    says: 'The run is to be deterministic, and TensorFlow has no deterministic {operation} for this device.',
    next: 'Launch it with deterministic=false, or compute on the processor.',
  },
  'no-kernel': {
    code: 'no-backend',
    when: 'The card lacks an operation',
    says: 'This TensorFlow has no kernel of {operation} for the device.',
    next: 'See `npm run doctor`; CUDA_VISIBLE_DEVICES=-1 in the environment makes the program compute on the processor.',
  },
  'card-failed': {
    code: 'no-backend',
    when: 'The graphics card fails',
    says: 'The card failed: {reason}.',
    next: 'See `npm run doctor`; CUDA_VISIBLE_DEVICES=-1 in the environment makes the program compute on the processor.',
  },
  'tensorflow-refused': {
    code: 'no-backend',
    when: 'A run asks for TensorFlow, which cannot be used',
    says: 'TensorFlow was asked for and cannot be used: {reason}',
    next: 'See `npm run doctor`, or choose the backend "automatic".',
  },
  'tensorflow-not-there': {
    code: 'no-backend',
    when: 'The folder that is to hold TensorFlow does not',
    says: '{by} must name a folder with {libraries} and include: {path} is none.',
    next: 'Mend the path, or remove it: then the runtime is found or fetched.',
  },
  'no-compiler': {
    code: 'no-backend',
    when: 'There is no C++ compiler',
    says: 'No C++ compiler was found.',
    next: 'Install one, e.g. "sudo apt-get install g++", and start again.',
  },
  'addon-not-built': {
    code: 'no-backend',
    when: 'The TensorFlow addon cannot be built',
    says: 'The TensorFlow addon could not be built: {reason}.',
    next: 'Install g++ 9 or newer, e.g. "sudo apt-get install g++", and start again.',
  },
  'addon-not-loaded': {
    code: 'no-backend',
    when: 'The TensorFlow addon cannot be loaded',
    says: 'The TensorFlow addon was built and cannot be loaded: {reason}.',
    next: 'TensorFlow needs a processor with AVX and glibc 2.27 or newer.',
  },
  'no-pip': {
    code: 'no-backend',
    when: 'There is neither TensorFlow nor pip',
    says: 'Neither TensorFlow nor pip to fetch it was found.',
    next: 'Install pip, e.g. "sudo apt-get install python3-pip", and start again.',
  },
  'tensorflow-not-fetched': {
    code: 'no-backend',
    when: 'TensorFlow cannot be fetched',
    says: 'pip could not fetch TensorFlow {version}: {reason}.',
    next: 'Check the network, or set ADVERSARIUM_TENSORFLOW to a folder that holds libtensorflow_cc.so.2 and include.',
  },
  'wheel-empty': {
    code: 'no-backend',
    when: 'What was fetched holds no TensorFlow',
    says: 'The TensorFlow wheel holds no libraries or headers.',
    next: 'Check which package index pip uses, and start again.',
  },
  'wheel-changed': {
    code: 'no-backend',
    when: 'What was fetched is not the TensorFlow that is pinned',
    says: '{name} must have SHA-256 {expected}: got {got}. It was not used.',
    next: 'Check which package index pip uses, and start again.',
  },
} as const satisfies FaultTable
