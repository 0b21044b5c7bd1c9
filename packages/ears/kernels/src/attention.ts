/**
 * Attention of some rows over keys and values. Rows have `heads * width` numbers. `scores` has room for four rows,
 * each of 8 numbers more than there are keys.
 */
import { exp4, maxFloats, sumFloats } from "./numbers"

/**
 * Arranges keys and values for `attend`. The keys of a head are turned, so that the scores of eight keys are computed
 * at once. The values of a head lie side by side. Both have room for 8 rows more than there are.
 */
export function arrange(
  keys: usize,
  values: usize,
  count: i32,
  heads: i32,
  width: i32,
  turned: usize,
  packed: usize
): void {
  const stride = (heads * width) << 2
  const padded = (count + 7) & ~7
  for (let h = 0; h < heads; h++) {
    const from = (h * width) << 2
    let to = turned + ((h * width * padded) << 2)
    for (let d = 0; d < width; d++) {
      let key = keys + from + (d << 2)
      for (let t = 0; t < count; t++, to += 4, key += stride) store<f32>(to, load<f32>(key))
      for (let t = count; t < padded; t++, to += 4) store<f32>(to, 0)
    }
    let value = values + from
    let at = packed + ((h * width * count) << 2)
    for (let t = 0; t < count; t++, value += stride, at += width << 2) memory.copy(at, value, width << 2)
  }
}

/** Scores one query. The keys are turned. */
function scoreOne(query: usize, turned: usize, count: i32, padded: i32, width: i32, scores: usize): void {
  const row = padded << 2
  for (let t = 0; t < count; t += 8) {
    let a = f32x4.splat(0)
    let b = a
    let key = turned + (t << 2)
    for (let q = query; q < query + (width << 2); q += 4, key += row) {
      const factor = v128.load_splat<f32>(q)
      a = f32x4.add(a, f32x4.mul(factor, v128.load(key)))
      b = f32x4.add(b, f32x4.mul(factor, v128.load(key, 16)))
    }
    v128.store(scores + (t << 2), a)
    v128.store(scores + (t << 2), b, 16)
  }
}

/** Scores four queries at a time, because each key is then loaded once for all of them. */
function scoreFour(query: usize, stride: i32, turned: usize, count: i32, padded: i32, width: i32, scores: usize): void {
  const next = stride << 2
  const row = padded << 2
  for (let t = 0; t < count; t += 8) {
    let a0 = f32x4.splat(0)
    let b0 = a0
    let a1 = a0
    let b1 = a0
    let a2 = a0
    let b2 = a0
    let a3 = a0
    let b3 = a0
    let key = turned + (t << 2)
    for (let q = query; q < query + (width << 2); q += 4, key += row) {
      const a = v128.load(key)
      const b = v128.load(key, 16)
      const q0 = v128.load_splat<f32>(q)
      a0 = f32x4.add(a0, f32x4.mul(q0, a))
      b0 = f32x4.add(b0, f32x4.mul(q0, b))
      const q1 = v128.load_splat<f32>(q + next)
      a1 = f32x4.add(a1, f32x4.mul(q1, a))
      b1 = f32x4.add(b1, f32x4.mul(q1, b))
      const q2 = v128.load_splat<f32>(q + 2 * next)
      a2 = f32x4.add(a2, f32x4.mul(q2, a))
      b2 = f32x4.add(b2, f32x4.mul(q2, b))
      const q3 = v128.load_splat<f32>(q + 3 * next)
      a3 = f32x4.add(a3, f32x4.mul(q3, a))
      b3 = f32x4.add(b3, f32x4.mul(q3, b))
    }
    const to = scores + (t << 2)
    v128.store(to, a0)
    v128.store(to, b0, 16)
    v128.store(to + row, a1)
    v128.store(to + row, b1, 16)
    v128.store(to + 2 * row, a2)
    v128.store(to + 2 * row, b2, 16)
    v128.store(to + 3 * row, a3)
    v128.store(to + 3 * row, b3, 16)
  }
}

/** Scores one query. The keys lie in rows. */
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
  for (let t = seen; t & 3; t++) store<f32>(scores + (t << 2), -1e30)
  let peaks = f32x4.splat(-1e30)
  for (let t = 0; t < seen; t += 4) peaks = f32x4.pmax(peaks, v128.load(scores + (t << 2)))
  const peak = maxFloats(peaks)
  let sum = f32x4.splat(0)
  for (let t = 0; t < seen; t += 4) {
    const at = scores + (t << 2)
    const e = exp4(f32x4.mul(f32x4.sub(v128.load(at), f32x4.splat(peak)), f32x4.splat(scale)))
    v128.store(at, e)
    sum = f32x4.add(sum, e)
  }
  return sumFloats(sum)
}

/** Divides the weights of a row by their sum. */
function share(scores: usize, count: i32, sum: f32): void {
  const part = f32x4.splat(1 / sum)
  for (let at = scores; at < scores + (count << 2); at += 16) v128.store(at, f32x4.mul(v128.load(at), part))
}

/** Adds up values by the weights of one row, 16 columns at a time. */
function mix(scores: usize, values: usize, seen: i32, stride: i32, width: i32, share: f32, y: usize): void {
  const next = stride << 2
  const part = f32x4.splat(share)
  let at = 0
  for (; at + 64 <= width << 2; at += 64) {
    let a = f32x4.splat(0)
    let b = a
    let c = a
    let d = a
    let value = values + at
    for (let t = 0; t < seen; t++, value += next) {
      const weight = v128.load_splat<f32>(scores + (t << 2))
      a = f32x4.add(a, f32x4.mul(weight, v128.load(value)))
      b = f32x4.add(b, f32x4.mul(weight, v128.load(value, 16)))
      c = f32x4.add(c, f32x4.mul(weight, v128.load(value, 32)))
      d = f32x4.add(d, f32x4.mul(weight, v128.load(value, 48)))
    }
    v128.store(y + at, f32x4.mul(a, part))
    v128.store(y + at, f32x4.mul(b, part), 16)
    v128.store(y + at, f32x4.mul(c, part), 32)
    v128.store(y + at, f32x4.mul(d, part), 48)
  }
  for (; at < width << 2; at += 16) {
    let sum = f32x4.splat(0)
    let value = values + at
    for (let t = 0; t < seen; t++, value += next) {
      sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(scores + (t << 2)), v128.load(value)))
    }
    v128.store(y + at, f32x4.mul(sum, part))
  }
}

/** Adds up values by the weights of four rows, 4 columns at a time. The weights add up to 1. */
function mixFour(scores: usize, padded: i32, values: usize, count: i32, stride: i32, width: i32, y: usize): void {
  const next = width << 2
  const below = stride << 2
  const row = padded << 2
  for (let at = 0; at < width << 2; at += 16) {
    let a = f32x4.splat(0)
    let b = a
    let c = a
    let d = a
    let value = values + at
    for (let weight = scores; weight < scores + (count << 2); weight += 4, value += next) {
      const v = v128.load(value)
      a = f32x4.add(a, f32x4.mul(v128.load_splat<f32>(weight), v))
      b = f32x4.add(b, f32x4.mul(v128.load_splat<f32>(weight + row), v))
      c = f32x4.add(c, f32x4.mul(v128.load_splat<f32>(weight + 2 * row), v))
      d = f32x4.add(d, f32x4.mul(v128.load_splat<f32>(weight + 3 * row), v))
    }
    const to = y + at
    v128.store(to, a)
    v128.store(to + below, b)
    v128.store(to + 2 * below, c)
    v128.store(to + 3 * below, d)
  }
}

/** Attends from each row to all of `count` arranged keys and values. */
export function attend(
  queries: usize,
  turned: usize,
  packed: usize,
  rows: i32,
  count: i32,
  heads: i32,
  width: i32,
  scores: usize,
  y: usize
): void {
  const stride = heads * width
  const scale: f32 = 1 / sqrt<f32>(<f32>width)
  const padded = (count + 7) & ~7
  for (let h = 0; h < heads; h++) {
    const keys = turned + ((h * width * padded) << 2)
    const values = packed + ((h * width * count) << 2)
    let m = 0
    for (; m + 4 <= rows; m += 4) {
      const row = (m * stride + h * width) << 2
      scoreFour(queries + row, stride, keys, count, padded, width, scores)
      for (let i = 0; i < 4; i++) {
        const own = scores + ((i * padded) << 2)
        share(own, count, weigh(own, count, scale))
      }
      mixFour(scores, padded, values, count, stride, width, y + row)
    }
    for (; m < rows; m++) {
      const row = (m * stride + h * width) << 2
      scoreOne(queries + row, keys, count, padded, width, scores)
      mix(scores, values, count, width, width, 1 / weigh(scores, count, scale), y + row)
    }
  }
}

/** Attends from row `m` to the first `before + m + 1` keys and values, which lie in rows as the queries do. */
export function attendBefore(
  queries: usize,
  keys: usize,
  values: usize,
  rows: i32,
  before: i32,
  heads: i32,
  width: i32,
  scores: usize,
  y: usize
): void {
  const stride = heads * width
  const scale: f32 = 1 / sqrt<f32>(<f32>width)
  for (let h = 0; h < heads; h++) {
    const head = (h * width) << 2
    for (let m = 0; m < rows; m++) {
      const row = ((m * stride) << 2) + head
      const seen = before + m + 1
      score(queries + row, keys + head, seen, stride, width, scores)
      mix(scores, values + head, seen, stride, width, 1 / weigh(scores, seen, scale), y + row)
    }
  }
}
