import { Module, type Dataset, type File as Hdf5File, type Group, type Metadata } from 'h5wasm'
import { formatShape, type FileTensor } from '../weight-file.ts'
import { limits, refuse } from '../refuse.ts'
import { closeSandboxed, openSandboxed, type Bytes } from './sandboxed-hdf5.ts'

/** HDF5 that is not trusted: every size is looked at before anything is read. */
export interface Hdf5Reader {
  /** Names in a group, as HDF5 lists them (sorted). */
  names(group: string): readonly string[]
  /** Of an object below this group: what it is, null where there is none. Throws for links. */
  kindOf(path: string): 'group' | 'dataset' | null
  /** A text, null where it is absent. */
  text(path: string, attribute: string): string | null
  /** A list of texts, also where Keras split it into `name0`, `name1`, … Null where it is absent. */
  texts(path: string, attribute: string): readonly string[] | null
  /** One variable. Throws where its values are not float32; a single integer (a counter) is taken as float32. */
  tensor(path: string, name: string): FileTensor
}

/** What h5wasm calls a path that leads nowhere. */
const absent = -1

const sound = 'Download or copy the file again.'

/** Throws `invalid-input` with one sentence for all that is wrong with the file. */
export async function readHdf5<T>(name: string, bytes: Bytes, read: (reader: Hdf5Reader) => T): Promise<T> {
  const file = await openSandboxed(bytes).catch((error: unknown) => {
    throw refuse(name, 'is not a sound HDF5 file, or is cut off', sound, error)
  })
  try {
    return read(createReader(name, file, bytes.size))
  } finally {
    closeSandboxed(file)
  }
}

function createReader(name: string, file: Hdf5File, fileBytes: number): Hdf5Reader {
  const direct = new Set<string>()
  let objects = 0
  let totalBytes = 0

  /** HDF5's own errors are pages long. */
  function guarded<T>(what: string, read: () => T): T {
    try {
      return read()
    } catch (error) {
      throw refuse(name, `is damaged: ${what} cannot be read`, sound, error)
    }
  }

  function kindOf(path: string): 'group' | 'dataset' | null {
    if (++objects > limits.names) throw refuse(name, `has more than ${limits.names} objects, or links in circles`)
    const kind = guarded(`"${path}"`, () => Module.get_type(file.file_id, path))
    if (kind === absent) return null
    if (kind === Module.H5G_LINK || kind === Module.H5G_UDLINK) throw linked(path)
    refuseSoftLinks(path)
    if (kind === Module.H5G_GROUP) return 'group'
    return kind === Module.H5G_DATASET ? 'dataset' : null
  }

  /** A link that leads somewhere looks like what it leads to; every step of the path is asked once. */
  function refuseSoftLinks(path: string): void {
    let step = ''
    for (const part of path.split('/').filter((each) => each !== '')) {
      step += `/${part}`
      if (direct.has(step)) continue
      if (guarded(`"${step}"`, () => Module.get_symbolic_link(file.file_id, step)) !== null) throw linked(step)
      direct.add(step)
    }
  }

  const linked = (path: string): Error =>
    refuse(name, `has a link at "${path}", which Keras never writes`, 'Use only files from sources you trust.')

  function strings(path: string, attribute: string): readonly string[] | null {
    return guarded(`the attribute "${attribute}"`, () => {
      const metadata = attributeOf(file, path, attribute)
      if (!metadata) return null
      const { size, total_size: count, type, vlen, shape } = metadata
      if (count > limits.names || (!vlen && size * count > limits.attributeBytes)) {
        throw new Error(`${size * count} bytes`)
      }
      if (shape === null) return []
      // NumPy's empty list of names is one of floats.
      if (count === 0) return []
      if (type !== Module.H5T_class_t.H5T_STRING.value) throw new Error('not text')
      return [(file.get(path) as Group).get_attribute(attribute, true)].flat() as string[]
    })
  }

  return {
    names: (group) => guarded(`"${group}"`, () => Module.get_names(file.file_id, group || '/', false)),
    kindOf,
    text: (path, attribute) => strings(path, attribute)?.join('') ?? null,
    texts(path, attribute) {
      const whole = strings(path, attribute)
      if (whole) return whole
      const parts: string[] = []
      for (let part = 0; ; part++) {
        const more = strings(path, `${attribute}${part}`)
        if (!more) return part === 0 ? null : parts
        parts.push(...more)
        if (parts.length > limits.names) throw refuse(name, `lists more than ${limits.names} names`)
      }
    },
    tensor(path, as) {
      if (kindOf(path) !== 'dataset') throw refuse(name, `lists the variable "${path}", but does not have it`, sound)
      const metadata = guarded(`"${path}"`, () => Module.get_dataset_metadata(file.file_id, path))
      const { shape, type, size, total_size: count, littleEndian, virtual_sources: virtual } = metadata
      if (shape === null || shape.length > limits.rank || virtual) throw refuse(name, `has no values at "${path}"`)
      const isCounter = type === Module.H5T_class_t.H5T_INTEGER.value && count === 1
      const isFloat32 = type === Module.H5T_class_t.H5T_FLOAT.value && size === 4 && littleEndian
      if (!isCounter && !isFloat32) {
        const kind = type === Module.H5T_class_t.H5T_FLOAT.value ? `float${8 * size}` : 'no float'
        throw refuse(name, `has "${path}" as ${kind}, expected float32`, 'Save the model in float32.')
      }
      totalBytes += count * size
      if (totalBytes > Math.min(limits.totalBytes, limits.expansion * fileBytes + limits.slackBytes)) {
        throw refuse(
          name,
          `claims ${(totalBytes / 2 ** 30).toFixed(1)} GiB of values in ${fileBytes} bytes (${path} ${formatShape(shape)})`,
        )
      }
      const value = guarded(`"${path}"`, () => (file.get(path) as Dataset).value)
      const values = isCounter ? Float32Array.of(Number(value)) : toFloats(value)
      if (values.length !== count) throw refuse(name, `is damaged: "${path}" cannot be read`, sound)
      return { name: as, shape: [...shape], values }
    },
  }
}

/** Null where there is none. A list of the attributes' names would be empty where one of them cannot be read. */
function attributeOf(file: Hdf5File, path: string, attribute: string): Metadata | null {
  try {
    return Module.get_attribute_metadata(file.file_id, path, attribute)
  } catch (error) {
    if (String(error).includes('name not defined')) return null
    throw error
  }
}

/** h5wasm gives a variable without dimensions as a number. */
function toFloats(value: unknown): Float32Array {
  return value instanceof Float32Array ? value : Float32Array.of(Number(value))
}
