/** Matrix products of rows quantized to 12 bits with weights of 8 bits. */
import { maxFloats, round4, sumInts } from "./numbers"

/**
 * Quantizes `rows` rows of `valid` floats, `stride` floats apart, to rows of `K` integers of 16 bits. Writes the scale
 * and the sum of each row. `K` is a multiple of 16, and the rest of a row is zero.
 */
export function quantize(
  x: usize,
  stride: i32,
  rows: i32,
  valid: i32,
  K: i32,
  q: usize,
  scales: usize,
  sums: usize
): void {
  for (let m = 0; m < rows; m++) {
    const row = x + ((m * stride) << 2)
    const out = q + ((m * K) << 1)
    let peak4 = f32x4.splat(0)
    let k = 0
    for (; k + 4 <= valid; k += 4) peak4 = f32x4.pmax(peak4, f32x4.abs(v128.load(row + (k << 2))))
    let peak = maxFloats(peak4)
    for (; k < valid; k++) peak = max(peak, abs(load<f32>(row + (k << 2))))
    if (!(peak >= 1e-20)) peak = 1e-20
    const factor: f32 = 2047 / peak
    const factor4 = f32x4.splat(factor)
    let sum4 = i32x4.splat(0)
    for (k = 0; k + 8 <= valid; k += 8) {
      const from = row + (k << 2)
      const low = round4(f32x4.mul(v128.load(from), factor4))
      const high = round4(f32x4.mul(v128.load(from, 16), factor4))
      sum4 = i32x4.add(sum4, i32x4.add(low, high))
      v128.store(out + (k << 1), i16x8.narrow_i32x4_s(low, high))
    }
    let sum = sumInts(sum4)
    for (; k < valid; k++) {
      const value = <i32>nearest<f32>(load<f32>(row + (k << 2)) * factor)
      store<i16>(out + (k << 1), <i16>value)
      sum += value
    }
    for (; k < K; k++) store<i16>(out + (k << 1), 0)
    store<f32>(scales + (m << 2), peak / 2047)
    store<i32>(sums + (m << 2), sum)
  }
}

@inline
function finish(
  acc: v128,
  m: i32,
  n: i32,
  zero: f32,
  scale: f32,
  scales: usize,
  sums: usize,
  bias: usize,
  add: i32,
  y: usize,
  N: i32
): void {
  const centred = <f32>sumInts(acc) - zero * <f32>load<i32>(sums + (m << 2))
  let value = centred * load<f32>(scales + (m << 2)) * scale
  if (bias) value += load<f32>(bias + (n << 2))
  const to = y + ((m * N + n) << 2)
  store<f32>(to, add ? load<f32>(to) + value : value)
}

/** Sums the lanes of four vectors. Lane `i` of the result is the sum of the vector `i`. */
@inline
function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
}

@inline
function dot(a: usize, low: v128, high: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(v128.load(a), low), i32x4.dot_i16x8_s(v128.load(a, 16), high))
}

/** Writes or adds to `y` the quantized rows times the `N` rows of `w`, plus `bias` unless that is 0. `N` is even. */
export function product(
  q: usize,
  scales: usize,
  sums: usize,
  M: i32,
  K: i32,
  w: usize,
  N: i32,
  scale: f32,
  zero: f32,
  bias: usize,
  add: i32,
  y: usize
): void {
  let m = 0
  for (; m + 4 <= M; m += 4) {
    const a0 = q + ((m * K) << 1)
    const a1 = a0 + (K << 1)
    const a2 = a1 + (K << 1)
    const a3 = a2 + (K << 1)
    const factors = f32x4.mul(v128.load(scales + (m << 2)), f32x4.splat(scale))
    const offsets = f32x4.mul(f32x4.convert_i32x4_s(v128.load(sums + (m << 2))), f32x4.splat(zero))
    for (let n = 0; n < N; n += 2) {
      const w0 = w + n * K
      const w1 = w0 + K
      let c00 = i32x4.splat(0)
      let c10 = c00
      let c20 = c00
      let c30 = c00
      let c01 = c00
      let c11 = c00
      let c21 = c00
      let c31 = c00
      for (let k = 0; k < K; k += 16) {
        const b0 = v128.load(w0 + k)
        const b1 = v128.load(w1 + k)
        const l0 = i16x8.extend_low_i8x16_u(b0)
        const h0 = i16x8.extend_high_i8x16_u(b0)
        const l1 = i16x8.extend_low_i8x16_u(b1)
        const h1 = i16x8.extend_high_i8x16_u(b1)
        const o = k << 1
        c00 = i32x4.add(c00, dot(a0 + o, l0, h0))
        c01 = i32x4.add(c01, dot(a0 + o, l1, h1))
        c10 = i32x4.add(c10, dot(a1 + o, l0, h0))
        c11 = i32x4.add(c11, dot(a1 + o, l1, h1))
        c20 = i32x4.add(c20, dot(a2 + o, l0, h0))
        c21 = i32x4.add(c21, dot(a2 + o, l1, h1))
        c30 = i32x4.add(c30, dot(a3 + o, l0, h0))
        c31 = i32x4.add(c31, dot(a3 + o, l1, h1))
      }
      const r0 = f32x4.mul(f32x4.sub(f32x4.convert_i32x4_s(sums4(c00, c10, c20, c30)), offsets), factors)
      const r1 = f32x4.mul(f32x4.sub(f32x4.convert_i32x4_s(sums4(c01, c11, c21, c31)), offsets), factors)
      let low = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5)
      let high = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7)
      if (bias) {
        const b = v128.load_splat<i64>(bias + (n << 2))
        low = f32x4.add(low, b)
        high = f32x4.add(high, b)
      }
      const y0 = y + ((m * N + n) << 2)
      const y1 = y0 + (N << 2)
      const y2 = y1 + (N << 2)
      const y3 = y2 + (N << 2)
      if (add) {
        low = f32x4.add(low, v128.load_lane<i64>(y1, v128.load_zero<i64>(y0), 1))
        high = f32x4.add(high, v128.load_lane<i64>(y3, v128.load_zero<i64>(y2), 1))
      }
      v128.store_lane<i64>(y0, low, 0)
      v128.store_lane<i64>(y1, low, 1)
      v128.store_lane<i64>(y2, high, 0)
      v128.store_lane<i64>(y3, high, 1)
    }
  }
  for (; m < M; m++) {
    const a0 = q + ((m * K) << 1)
    for (let n = 0; n < N; n += 2) {
      const w0 = w + n * K
      const w1 = w0 + K
      let c0 = i32x4.splat(0)
      let c1 = c0
      for (let k = 0; k < K; k += 16) {
        const b0 = v128.load(w0 + k)
        const b1 = v128.load(w1 + k)
        const at = a0 + (k << 1)
        c0 = i32x4.add(c0, dot(at, i16x8.extend_low_i8x16_u(b0), i16x8.extend_high_i8x16_u(b0)))
        c1 = i32x4.add(c1, dot(at, i16x8.extend_low_i8x16_u(b1), i16x8.extend_high_i8x16_u(b1)))
      }
      finish(c0, m, n, zero, scale, scales, sums, bias, add, y, N)
      finish(c1, m, n + 1, zero, scale, scales, sums, bias, add, y, N)
    }
  }
}
