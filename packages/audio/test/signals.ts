/** One second of a sine at `rate` samples per second. */
export const tone = (hz: number, rate: number, amplitude: number): Int16Array =>
  Int16Array.from({ length: rate }, (_, i) => Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / rate)))

/** The sine of that frequency that fits best (least squares), and the rms of what it leaves. */
export const fitTone = (samples: Int16Array, hz: number, rate: number): { amplitude: number; noise: number } => {
  const basis = (i: number) => {
    const angle = (2 * Math.PI * hz * i) / rate
    return { s: Math.sin(angle), c: Math.cos(angle) }
  }
  let [ss, sc, cc, ys, yc] = [0, 0, 0, 0, 0]
  for (const [i, y] of samples.entries()) {
    const { s, c } = basis(i)
    ss += s * s
    sc += s * c
    cc += c * c
    ys += y * s
    yc += y * c
  }
  const determinant = ss * cc - sc * sc
  const a = (ys * cc - yc * sc) / determinant
  const b = (yc * ss - ys * sc) / determinant
  let squares = 0
  for (const [i, y] of samples.entries()) {
    const { s, c } = basis(i)
    squares += (y - a * s - b * c) ** 2
  }
  return { amplitude: Math.hypot(a, b), noise: Math.sqrt(squares / samples.length) }
}

export const decibels = (signal: number, reference: number): number => 20 * Math.log10(signal / reference)
