/** The compiled kernels over a memory that holds the weights and the room for one pass. */
import { ModelError } from "./ModelError.ts"
import type { Tensor, Weights } from "./Weights.ts"

/** A kernel takes addresses, counts and scales. */
export type Kernel = (...args: ReadonlyArray<number>) => number

/** The kernels by name. See `kernels/src`. */
export type Kernels = Readonly<Record<KernelName, Kernel>>

type KernelName =
  | "arrange"
  | "attend"
  | "attendBefore"
  | "best"
  | "embed"
  | "gelu"
  | "groupNorm"
  | "layerNorm"
  | "odds"
  | "product"
  | "quantize"
  | "rotate"
  | "swiglu"
  | "tanh"

/** Hands out addresses one after another. */
export class Layout {
  /** The first pages are left to the kernels. */
  #top = 1 << 17

  /** Returns the address of the next `bytes` bytes. */
  take(bytes: number): number {
    const at = this.#top
    this.#top += (Math.ceil(bytes) + 15) & ~15
    return at
  }

  /** How many pages of memory the addresses need. */
  get pages(): number {
    return Math.ceil(this.#top / 65_536) + 1
  }
}

/** Puts the weights at `base` of a new memory and starts the kernels. Throws a {@link ModelError} without SIMD. */
export const start = (wasm: Uint8Array<ArrayBuffer>, weights: Weights, base: number, pages: number) => {
  if (!WebAssembly.validate(wasm)) throw new ModelError("SimdMissing", "the runtime refuses the kernels")
  const memory = new WebAssembly.Memory({ initial: pages })
  new Uint8Array(memory.buffer).set(weights.data, base)
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } })
  const kernels: Kernels = {
    arrange: kernel(exports, "arrange"),
    attend: kernel(exports, "attend"),
    attendBefore: kernel(exports, "attendBefore"),
    best: kernel(exports, "best"),
    embed: kernel(exports, "embed"),
    gelu: kernel(exports, "gelu"),
    groupNorm: kernel(exports, "groupNorm"),
    layerNorm: kernel(exports, "layerNorm"),
    odds: kernel(exports, "odds"),
    product: kernel(exports, "product"),
    quantize: kernel(exports, "quantize"),
    rotate: kernel(exports, "rotate"),
    swiglu: kernel(exports, "swiglu"),
    tanh: kernel(exports, "tanh")
  }
  return { kernels, memory }
}

const kernel = (exports: WebAssembly.Exports, name: KernelName): Kernel => {
  const found = exports[name]
  if (typeof found !== "function") throw new TypeError(`The kernels have no ${name}. Build them again.`)
  return (...args) => Number(found(...args))
}

/** Products of rows that are quantized once and multiplied by one or more matrices. */
export class Products {
  readonly #kernels: Kernels
  readonly #rows: number
  readonly #scales: number
  readonly #sums: number
  #count = 0

  constructor(kernels: Kernels, room: { readonly rows: number; readonly scales: number; readonly sums: number }) {
    this.#kernels = kernels
    this.#rows = room.rows
    this.#scales = room.scales
    this.#sums = room.sums
  }

  /** Quantizes `count` rows for the next products. A row has `valid` numbers and is padded to `K`. */
  quantize(x: number, count: number, row: { readonly valid: number; readonly K: number; readonly stride: number }) {
    this.#count = count
    const { K, stride, valid } = row
    this.#kernels.quantize(x, stride, count, valid, K, this.#rows, this.#scales, this.#sums)
  }

  /** Writes the quantized rows times `matrix` to `y`, or adds them. `bias` is an address, or 0 for none. */
  write(matrix: Tensor, y: number, { bias = 0, add = false } = {}): void {
    const { K, N, at, scale, zero } = matrix
    const rows = [this.#rows, this.#scales, this.#sums, this.#count, K]
    this.#kernels.product(...rows, at, N, scale, zero, bias, add ? 1 : 0, y)
  }

  /** Quantizes rows of the width of `matrix` and writes their product. */
  apply(x: number, count: number, matrix: Tensor, target: { y: number; bias?: number; add?: boolean }): void {
    this.quantize(x, count, { valid: matrix.K, K: matrix.K, stride: matrix.K })
    this.write(matrix, target.y, target)
  }
}
