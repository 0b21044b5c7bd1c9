// The inner loop of the resampler in AssemblyScript, with four samples a step. `scripts/buildKernel.ts` compiles it.

/** The weighted sum of `taps` floats, a multiple of eight. */
@inline
function dot(held: usize, row: usize, taps: i32): f32 {
  let even = f32x4.splat(0)
  let odd = f32x4.splat(0)
  const end = held + (<usize>taps << 2)
  while (held < end) {
    even = f32x4.add(even, f32x4.mul(v128.load(held), v128.load(row)))
    odd = f32x4.add(odd, f32x4.mul(v128.load(held, 16), v128.load(row, 16)))
    held += 32
    row += 32
  }
  const sum = f32x4.add(even, odd)
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  )
}

/** Writes `count` samples as floats. A row of the bank starts at each multiple of `taps`. */
export function floats(
  held: usize,
  bank: usize,
  out: usize,
  count: i32,
  taps: i32,
  phases: i32,
  step: i32,
  phase: i32
): void {
  const bytes = <usize>taps << 2
  for (let n = 0; n < count; n++) {
    f32.store(out, dot(held, bank + <usize>phase * bytes, taps))
    out += 4
    phase += step
    held += (<usize>(phase / phases)) << 2
    phase %= phases
  }
}

/** Writes `count` samples as 16-bit integers, rounded and clamped. */
export function integers(
  held: usize,
  bank: usize,
  out: usize,
  count: i32,
  taps: i32,
  phases: i32,
  step: i32,
  phase: i32
): void {
  const bytes = <usize>taps << 2
  for (let n = 0; n < count; n++) {
    const sum = floor<f32>(dot(held, bank + <usize>phase * bytes, taps) + 0.5)
    i32.store16(out, <i32>max<f32>(-32768, min<f32>(32767, sum)))
    out += 2
    phase += step
    held += (<usize>(phase / phases)) << 2
    phase %= phases
  }
}
