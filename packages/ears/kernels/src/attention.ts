/** Attention of some rows over keys and values. */
import { exp4, sumFloats } from "./numbers"

/** Turns the keys of one head, so that the scores of eight keys are computed at once. */
function turnKeys(keys: usize, count: i32, padded: i32, stride: i32, width: i32, turned: usize): void {
  for (let d = 0; d < width; d++) {
    const row = turned + ((d * padded) << 2)
    for (let t = 0; t < count; t++) store<f32>(row + (t << 2), load<f32>(keys + ((t * stride + d) << 2)))
    for (let t = count; t < padded; t++) store<f32>(row + (t << 2), 0)
  }
}

function scoreTurned(query: usize, turned: usize, seen: i32, padded: i32, width: i32, scores: usize): void {
  for (let t = 0; t < seen; t += 8) {
    let a = f32x4.splat(0)
    let b = a
    for (let d = 0; d < width; d++) {
      const factor = v128.load_splat<f32>(query + (d << 2))
      const from = turned + ((d * padded + t) << 2)
      a = f32x4.add(a, f32x4.mul(factor, v128.load(from)))
      b = f32x4.add(b, f32x4.mul(factor, v128.load(from, 16)))
    }
    v128.store(scores + (t << 2), a)
    v128.store(scores + (t << 2), b, 16)
  }
}

function score(query: usize, keys: usize, seen: i32, stride: i32, width: i32, scores: usize): void {
  for (let t = 0; t < seen; t++) {
    const key = keys + ((t * stride) << 2)
    let sum = f32x4.splat(0)
    for (let at = 0; at < width << 2; at += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(query + at), v128.load(key + at)))
    store<f32>(scores + (t << 2), sumFloats(sum))
  }
}

/** Turns scores into weights in place. Returns the sum of the weights. */
function weigh(scores: usize, seen: i32, scale: f32): f32 {
  let peak: f32 = -1e30
  for (let t = 0; t < seen; t++) peak = max(peak, load<f32>(scores + (t << 2)))
  for (let t = seen; t & 3; t++) store<f32>(scores + (t << 2), -1e30)
  let sum = f32x4.splat(0)
  for (let t = 0; t < seen; t += 4) {
    const at = scores + (t << 2)
    const e = exp4(f32x4.mul(f32x4.sub(v128.load(at), f32x4.splat(peak)), f32x4.splat(scale)))
    v128.store(at, e)
    sum = f32x4.add(sum, e)
  }
  return sumFloats(sum)
}

/**
 * Attends from `rows` rows to `count` keys and values. Rows have `heads * width` numbers. If `causal` is not 0, row `m`
 * sees the first `before + m + 1` keys. `turned` has room for the keys of a head, and `scores` for 8 numbers more than
 * there are keys.
 */
export function attend(
  queries: usize,
  keys: usize,
  values: usize,
  rows: i32,
  count: i32,
  heads: i32,
  width: i32,
  causal: i32,
  before: i32,
  turned: usize,
  scores: usize,
  y: usize
): void {
  const stride = heads * width
  const scale: f32 = 1 / sqrt<f32>(<f32>width)
  const padded = (count + 7) & ~7
  for (let h = 0; h < heads; h++) {
    const head = (h * width) << 2
    if (rows > 2) turnKeys(keys + head, count, padded, stride, width, turned)
    for (let m = 0; m < rows; m++) {
      const row = (m * stride) << 2
      const query = queries + row + head
      const seen = causal ? before + m + 1 : count
      if (rows > 2) scoreTurned(query, turned, seen, padded, width, scores)
      else score(query, keys + head, seen, stride, width, scores)
      const share = f32x4.splat(1 / weigh(scores, seen, scale))
      for (let at = 0; at < width << 2; at += 16) {
        let sum = f32x4.splat(0)
        let value = values + head + at
        for (let t = 0; t < seen; t++, value += stride << 2) {
          sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(scores + (t << 2)), v128.load(value)))
        }
        v128.store(y + row + head + at, f32x4.mul(sum, share))
      }
    }
  }
}
