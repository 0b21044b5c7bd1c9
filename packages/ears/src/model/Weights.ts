/**
 * Reads a file of weights. It has the length of its header as 32 bits, the header as JSON, and then the tensors, each
 * at a multiple of 16 bytes. A matrix is unsigned bytes, row by row, with one scale and one zero point.
 */
import { ModelError } from "./ModelError.ts"

/** A tensor and where it lies in memory. `K`, `N`, `scale` and `zero` are those of a matrix, and 0 for floats. */
export interface Tensor {
  readonly at: number
  /** How many numbers it has. */
  readonly length: number
  readonly K: number
  readonly N: number
  readonly scale: number
  readonly zero: number
}

/** The sizes of the model. */
export interface Shape {
  /** The width of a row. */
  readonly width: number
  readonly layers: number
  readonly heads: number
  /** How many numbers of each head are rotated by their position. */
  readonly rotated: number
  /** The width of a row between the two products of a layer. */
  readonly inner: number
}

/** A file of weights before it lies in memory. */
export interface Weights {
  readonly shape: Shape
  /** The bytes of all tensors. */
  readonly data: Uint8Array
  /** Returns a tensor whose bytes begin at `base`. Throws a {@link ModelError} if there is none. */
  readonly tensor: (name: string, base: number) => Tensor
  /** The texts of the tokens by their number. */
  readonly pieces: ReadonlyArray<string>
}

/** The largest header that is read. */
const headerLimit = 1 << 20

/** Reads the bytes of a file of weights. Throws a {@link ModelError} if they are another file or a cut one. */
export const read = (bytes: Uint8Array): Weights => {
  const length = bytes.length < 16 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  if (length < 16 || length > headerLimit || length + 4 > bytes.length) throw invalid("this is not a file of weights")
  const header = parse(bytes.subarray(4, 4 + length))
  const tensors = new Map(list(header["tens"]).map((entry) => [String(entry["name"]), entry]))
  const data = bytes.subarray(4 + length)
  for (const [name, entry] of tensors) {
    if (offset(entry) + size(entry) > data.length) {
      throw invalid(`the file is cut, because its ${bytes.length} bytes end before ${name}`)
    }
  }
  const entryOf = (name: string): Entry => {
    const entry = tensors.get(name)
    if (entry === undefined) throw invalid(`they have no tensor ${name}`)
    return entry
  }
  const pieces = entryOf("pieces")
  return {
    shape: {
      width: count(header, "H"),
      layers: count(header, "L"),
      heads: count(header, "heads"),
      rotated: count(header, "rot"),
      inner: count(header, "F")
    },
    data,
    tensor: (name, base) => {
      const entry = entryOf(name)
      return {
        at: base + offset(entry),
        length: count(entry, "len"),
        K: number(entry, "K"),
        N: number(entry, "N"),
        scale: number(entry, "scale"),
        zero: number(entry, "zp")
      }
    },
    pieces: new TextDecoder().decode(data.subarray(offset(pieces), offset(pieces) + size(pieces))).split("\n")
  }
}

type Entry = Readonly<Record<string, unknown>>

const isEntry = (value: unknown): value is Entry => typeof value === "object" && value !== null

const parse = (bytes: Uint8Array): Entry => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (isEntry(value)) return value
  } catch {
    // It is no header then either.
  }
  throw invalid("their header cannot be read")
}

const list = (value: unknown): ReadonlyArray<Entry> => (Array.isArray(value) ? value.filter(isEntry) : [])

const number = (entry: Entry, key: string): number => {
  const value = entry[key] ?? 0
  if (typeof value !== "number") throw invalid(`${key} in their header is no number`)
  return value
}

const count = (entry: Entry, key: string): number => {
  const value = number(entry, key)
  if (!Number.isInteger(value) || value < 1) throw invalid(`${key} in their header is ${value}`)
  return value
}

const offset = (entry: Entry): number => number(entry, "off")

const size = (entry: Entry): number => count(entry, "len") * (entry["type"] === "Uint8Array" ? 1 : 4)

const invalid = (detail: string): ModelError => new ModelError("WeightsInvalid", detail)
