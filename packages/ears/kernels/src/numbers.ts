/** Sums and functions of four numbers at once. */

@inline
export function sumInts(v: v128): i32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
}

@inline
export function sumFloats(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)
}

@inline
export function maxFloats(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3))
  )
}

@inline
function times(a: v128, b: v128, plus: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.splat(plus))
}

/** Added to a small number, it leaves the nearest integer in the low bits. It is 1.5 times 2 to the power of 23. */
const rounder: f32 = 12582912

/** Rounds numbers that are smaller than 2 to the power of 22 to the nearest integers. */
@inline
export function round4(value: v128): v128 {
  const r = f32x4.splat(rounder)
  return i32x4.sub(f32x4.add(value, r), r)
}

/** The exponential function, with a relative error of about 1e-7. */
@inline
export function exp4(value: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(value, f32x4.splat(88)), f32x4.splat(-87))
  const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504)), f32x4.splat(rounder))
  const n = f32x4.sub(rounded, f32x4.splat(rounder))
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let p = f32x4.splat(1.98756915e-4)
  p = times(p, r, 1.3981999507e-3)
  p = times(p, r, 8.3334519073e-3)
  p = times(p, r, 4.1665795894e-2)
  p = times(p, r, 1.6666665459e-1)
  p = times(p, r, 5.0000001201e-1)
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(rounded, i32x4.splat(127)), 23)
  return f32x4.mul(p, power)
}

/** The error function by Abramowitz and Stegun 7.1.26, with an error of at most 1.5e-7. */
@inline
export function erf4(x: v128): v128 {
  const a = f32x4.abs(x)
  const t = f32x4.div(f32x4.splat(1), times(a, f32x4.splat(0.3275911), 1))
  let p = f32x4.splat(1.061405429)
  p = times(p, t, -1.453152027)
  p = times(p, t, 1.421413741)
  p = times(p, t, -0.284496736)
  p = times(p, t, 0.254829592)
  const y = f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.mul(p, t), exp4(f32x4.neg(f32x4.mul(a, a)))))
  return v128.or(y, v128.and(x, i32x4.splat(0x80000000)))
}
