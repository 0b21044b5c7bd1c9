/** Reads what the weights need of an ONNX file: the tensors and the matrix products of its graph. */

/** One field of a protobuf message. Numbers are varints. */
type Field = readonly [number: number, value: number | Uint8Array]

/** A tensor of the graph. */
export interface Tensor {
  readonly dims: ReadonlyArray<number>
  readonly bytes: () => Uint8Array<ArrayBuffer>
  readonly floats: () => Float32Array<ArrayBuffer>
  /** The first value, for a tensor that holds one number. */
  readonly scalar: () => number
}

/** A node of the graph. `branches` are the graphs of an `If`, by the name of their attribute. */
export interface Node {
  readonly type: string
  readonly inputs: ReadonlyArray<string>
  readonly outputs: ReadonlyArray<string>
  readonly branches: ReadonlyMap<string, ReadonlyArray<Node>>
}

/** The tensors and nodes of a model. */
export interface Model {
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly nodes: ReadonlyArray<Node>
}

/** Reads the bytes of an ONNX file. */
export const read = (bytes: Uint8Array): Model => {
  const graph = one(fields(bytes), 7)
  const tensors = new Map(all(fields(graph), 5).map((each) => tensor(fields(each))))
  return { tensors, nodes: nodes(graph) }
}

const nodes = (graph: Uint8Array): ReadonlyArray<Node> =>
  all(fields(graph), 1).map((bytes) => {
    const own = fields(bytes)
    const branches = all(own, 5)
      .map(fields)
      .filter((attribute) => all(attribute, 6).length > 0)
    return {
      type: text(one(own, 4)),
      inputs: all(own, 1).map(text),
      outputs: all(own, 2).map(text),
      branches: new Map(branches.map((attribute) => [text(one(attribute, 1)), nodes(one(attribute, 6))]))
    }
  })

const tensor = (own: ReadonlyArray<Field>): [string, Tensor] => {
  const raw = all(own, 9)[0] ?? new Uint8Array()
  const isFloat = numbers(own, 2)[0] === 1
  const bytes = () => Uint8Array.from(raw.length > 0 ? raw : numbers(own, 5))
  const floats = () => {
    const [data] = raw.length > 0 ? [raw] : all(own, 4)
    return new Float32Array(Uint8Array.from(data ?? []).buffer)
  }
  const scalar = () => (isFloat ? floats()[0] : bytes()[0]) ?? 0
  return [text(one(own, 8)), { dims: numbers(own, 1), bytes, floats, scalar }]
}

const fields = (bytes: Uint8Array): ReadonlyArray<Field> => {
  const found: Array<Field> = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const key = varint()
    const kind = key & 7
    if (kind === 0) found.push([key >>> 3, varint()])
    else {
      const length = kind === 2 ? varint() : kind === 5 ? 4 : 8
      found.push([key >>> 3, bytes.subarray(at, (at += length))])
    }
  }
  return found
}

const all = (own: ReadonlyArray<Field>, field: number): ReadonlyArray<Uint8Array> =>
  own.flatMap(([name, value]) => (name === field && value instanceof Uint8Array ? [value] : []))

const one = (own: ReadonlyArray<Field>, field: number): Uint8Array => all(own, field)[0] ?? new Uint8Array()

/** The integers of a field, packed or one by one. */
const numbers = (own: ReadonlyArray<Field>, field: number): ReadonlyArray<number> =>
  own.flatMap(([name, value]) => {
    if (name !== field) return []
    return typeof value === "number" ? [value] : unpack(value)
  })

const unpack = (bytes: Uint8Array): ReadonlyArray<number> => {
  const found: Array<number> = []
  let value = 0
  let factor = 1
  for (const byte of bytes) {
    value += (byte & 127) * factor
    factor *= 128
    if (byte < 128) {
      found.push(value)
      value = 0
      factor = 1
    }
  }
  return found
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
