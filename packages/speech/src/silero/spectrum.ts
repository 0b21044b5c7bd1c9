/**
 * The magnitudes of 256 samples under a Hann window, in 129 bins. Two windows share one complex transform. One is its
 * real part, the other its imaginary part (Press et al., Numerical Recipes, 12.3).
 */
const size = 256
/** How many bins a spectrum has. */
export const bins = size / 2 + 1

const hann = Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size))
const cosine = Float64Array.from({ length: size / 2 }, (_, n) => Math.cos((2 * Math.PI * n) / size))
const sine = Float64Array.from({ length: size / 2 }, (_, n) => Math.sin((2 * Math.PI * n) / size))
/** The order in which the transform reads its samples. */
const reversed = Uint8Array.from({ length: size }, (_, n) => {
  let bits = 0
  for (let bit = 0; bit < 8; bit++) bits |= ((n >> bit) & 1) << (7 - bit)
  return bits
})

const re = new Float64Array(size)
const im = new Float64Array(size)

/**
 * Writes the spectra of the windows at `at` and `at + hop` into the columns `column` and `column + 1` of `out`. A row
 * of `out` is a bin of `columns` values. Allocates nothing. One scratch memory serves all callers, because it is
 * synchronous.
 */
// oxlint-disable-next-line eslint/max-params -- an options object would be allocated for each pair of windows
export const spectra = (
  samples: Float64Array,
  at: number,
  hop: number,
  out: Float64Array,
  columns: number,
  column: number
): void => {
  for (let n = 0; n < size; n++) {
    const from = reversed[n] ?? 0
    const window = hann[from] ?? 0
    re[n] = (samples[at + from] ?? 0) * window
    im[n] = (samples[at + hop + from] ?? 0) * window
  }
  for (let half = 1, stride = size / 2; half < size; half *= 2, stride /= 2) {
    for (let k = 0; k < half; k++) {
      const c = cosine[k * stride] ?? 0
      const s = sine[k * stride] ?? 0
      for (let a = k; a < size; a += 2 * half) {
        const b = a + half
        const reB = re[b] ?? 0
        const imB = im[b] ?? 0
        const r = reB * c + imB * s
        const i = imB * c - reB * s
        const reA = re[a] ?? 0
        const imA = im[a] ?? 0
        re[b] = reA - r
        im[b] = imA - i
        re[a] = reA + r
        im[a] = imA + i
      }
    }
  }
  for (let k = 0; k < bins; k++) {
    const mirror = (size - k) % size
    const reK = re[k] ?? 0
    const imK = im[k] ?? 0
    const reM = re[mirror] ?? 0
    const imM = im[mirror] ?? 0
    const row = k * columns + column
    out[row] = 0.5 * Math.sqrt((reK + reM) ** 2 + (imK - imM) ** 2)
    out[row + 1] = 0.5 * Math.sqrt((imK + imM) ** 2 + (reM - reK) ** 2)
  }
}
