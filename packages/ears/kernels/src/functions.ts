/** The functions of a Moonshine forward pass that work on each number, row or token. Counts are multiples of 4. */
import { erf4, exp4, maxFloats, sumFloats } from "./numbers"

export function gelu(x: usize, count: i32): void {
  for (let at = x; at < x + (count << 2); at += 16) {
    const v = v128.load(at)
    const gate = f32x4.add(f32x4.splat(1), erf4(f32x4.mul(v, f32x4.splat(0.70710678))))
    v128.store(at, f32x4.mul(f32x4.mul(v, f32x4.splat(0.5)), gate))
  }
}

export function tanh(x: usize, count: i32): void {
  for (let at = x; at < x + (count << 2); at += 16) {
    const e = exp4(f32x4.mul(v128.load(at), f32x4.splat(-2)))
    v128.store(at, f32x4.div(f32x4.sub(f32x4.splat(1), e), f32x4.add(f32x4.splat(1), e)))
  }
}

/** Each row has `2 * F` numbers. The first half is multiplied by the SiLU of the second. */
export function swiglu(u: usize, rows: i32, F: i32, y: usize): void {
  for (let m = 0; m < rows; m++) {
    const value = u + ((m * 2 * F) << 2)
    const gate = value + (F << 2)
    const out = y + ((m * F) << 2)
    for (let at = 0; at < F << 2; at += 16) {
      const g = v128.load(gate + at)
      const silu = f32x4.div(g, f32x4.add(f32x4.splat(1), exp4(f32x4.neg(g))))
      v128.store(out + at, f32x4.mul(v128.load(value + at), silu))
    }
  }
}

/** Normalizes each row of `H` numbers. */
export function layerNorm(x: usize, rows: i32, H: i32, weight: usize, y: usize): void {
  for (let m = 0; m < rows; m++) {
    const row = x + ((m * H) << 2)
    const out = y + ((m * H) << 2)
    let sum = f32x4.splat(0)
    for (let at = 0; at < H << 2; at += 16) sum = f32x4.add(sum, v128.load(row + at))
    const mean = f32x4.splat(sumFloats(sum) / <f32>H)
    sum = f32x4.splat(0)
    for (let at = 0; at < H << 2; at += 16) {
      const d = f32x4.sub(v128.load(row + at), mean)
      sum = f32x4.add(sum, f32x4.mul(d, d))
    }
    const factor = f32x4.splat(1 / sqrt<f32>(sumFloats(sum) / <f32>H + 1e-5))
    for (let at = 0; at < H << 2; at += 16) {
      const d = f32x4.mul(f32x4.sub(v128.load(row + at), mean), factor)
      v128.store(out + at, f32x4.mul(d, v128.load(weight + at)))
    }
  }
}

/** Normalizes all rows together, then scales and shifts each column. */
export function groupNorm(x: usize, rows: i32, H: i32, weight: usize, bias: usize): void {
  const count = rows * H
  let sum: f64 = 0
  for (let i = 0; i < count; i++) sum += <f64>load<f32>(x + (i << 2))
  const mean = sum / <f64>count
  sum = 0
  for (let i = 0; i < count; i++) {
    const d = <f64>load<f32>(x + (i << 2)) - mean
    sum += d * d
  }
  const factor = f32x4.splat(1 / sqrt<f32>(<f32>(sum / <f64>count) + 1e-5))
  const centre = f32x4.splat(<f32>mean)
  for (let m = 0; m < rows; m++) {
    const row = x + ((m * H) << 2)
    for (let at = 0; at < H << 2; at += 16) {
      const d = f32x4.mul(f32x4.sub(v128.load(row + at), centre), factor)
      v128.store(row + at, f32x4.add(f32x4.mul(d, v128.load(weight + at)), v128.load(bias + at)))
    }
  }
}

/** Rotates pairs of numbers by their position. `turns` has `rotated / 2` pairs of cosine and sine for each position. */
export function rotate(
  x: usize,
  rows: i32,
  heads: i32,
  width: i32,
  rotated: i32,
  turns: usize,
  position: i32
): void {
  for (let m = 0; m < rows; m++) {
    const turn = turns + (((position + m) * rotated) << 2)
    for (let h = 0; h < heads; h++) {
      const head = x + ((m * heads * width + h * width) << 2)
      for (let at = 0; at < rotated << 2; at += 8) {
        const a = load<f32>(head + at)
        const b = load<f32>(head + at + 4)
        const cosine = load<f32>(turn + at)
        const sine = load<f32>(turn + at + 4)
        store<f32>(head + at, a * cosine - b * sine)
        store<f32>(head + at + 4, b * cosine + a * sine)
      }
    }
  }
}

/** Writes the rows of the quantized table for the given tokens. */
export function embed(w: usize, H: i32, scale: f32, zero: f32, ids: usize, count: i32, y: usize): void {
  for (let m = 0; m < count; m++) {
    const row = w + load<i32>(ids + (m << 2)) * H
    for (let i = 0; i < H; i++) store<f32>(y + ((m * H + i) << 2), (<f32>load<u8>(row + i) - zero) * scale)
  }
}

/** Returns the index of the greatest of the numbers, apart from the one at `banned`. */
export function best(x: usize, count: i32, banned: i32): i32 {
  let kept: f32 = 0
  if (banned >= 0) {
    kept = load<f32>(x + (banned << 2))
    store<f32>(x + (banned << 2), -1e30)
  }
  let peaks = f32x4.splat(-1e30)
  for (let at = x; at < x + (count << 2); at += 16) peaks = f32x4.pmax(peaks, v128.load(at))
  const peak = maxFloats(peaks)
  let found = 0
  while (found < count - 1 && load<f32>(x + (found << 2)) != peak) found++
  if (banned >= 0) store<f32>(x + (banned << 2), kept)
  return found
}

/** Returns the sum of the exponentials of all numbers less the one at `index`. Its negative logarithm is the log probability. */
export function odds(x: usize, count: i32, index: i32): f32 {
  const centre = f32x4.splat(load<f32>(x + (index << 2)))
  let sum = f32x4.splat(0)
  for (let at = x; at < x + (count << 2); at += 16) sum = f32x4.add(sum, exp4(f32x4.sub(v128.load(at), centre)))
  return sumFloats(sum)
}
