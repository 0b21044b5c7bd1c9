/** The addresses of what one pass needs besides the weights. */
import type { Layout } from "./Kernels.ts"
import type { Shape } from "./Weights.ts"

/** What a layer of the decoder keeps between tokens. */
interface LayerMemory {
  readonly keys: number
  readonly values: number
  /** Arranged for the kernel `attend`, as the values are. */
  readonly crossKeys: number
  readonly crossValues: number
}

/** Addresses. `positions` and `tokens` are counts. */
export interface Room {
  readonly positions: number
  readonly tokens: number
  readonly samples: number
  readonly first: number
  readonly second: number
  readonly x: number
  readonly normal: number
  readonly queries: number
  readonly keys: number
  readonly values: number
  readonly attended: number
  readonly inner: number
  readonly gated: number
  readonly quantized: { readonly rows: number; readonly scales: number; readonly sums: number }
  readonly arrangedKeys: number
  readonly arrangedValues: number
  readonly scores: number
  readonly turns: number
  readonly tokenIds: number
  readonly logits: number
  readonly memories: ReadonlyArray<LayerMemory>
}

/** Takes the room for a pass of at most `seconds` of audio. */
export const makeRoom = (layout: Layout, shape: Shape, seconds: number): Room => {
  const { inner, layers, rotated, width } = shape
  const frames = Math.ceil(seconds * 41.7) + 8
  const tokens = Math.ceil(seconds * 7) + 16
  const first = seconds * 250 + 8
  const second = seconds * 84 + 8
  const floats = (count: number): number => layout.take(4 * count)
  const rows = Math.max(frames * inner, frames * width * 6 + 64, second * 7 * width, first * 128)
  return {
    positions: Math.max(frames, tokens),
    tokens,
    samples: floats(seconds * 16_100),
    first: floats(width * first),
    second: floats(2 * width * second),
    x: floats(frames * width),
    normal: floats(frames * width),
    queries: floats(frames * width),
    keys: floats(frames * width),
    values: floats(frames * width),
    attended: floats(frames * width),
    inner: floats(frames * 2 * inner),
    gated: floats(frames * inner),
    quantized: { rows: layout.take(2 * rows), scales: floats(first), sums: floats(first) },
    arrangedKeys: floats((frames + 8) * width),
    arrangedValues: floats(frames * width),
    scores: floats(4 * (frames + 16)),
    turns: floats(Math.max(frames, tokens) * rotated),
    tokenIds: floats(tokens),
    logits: floats(32_768),
    memories: Array.from({ length: layers }, () => ({
      keys: floats(tokens * width),
      values: floats(tokens * width),
      crossKeys: floats((frames + 8) * width),
      crossValues: floats(frames * width)
    }))
  }
}
