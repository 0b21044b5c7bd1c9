/** Sounds that are not speech, made with whole numbers only. */

/** White noise between -peak and peak. It is the same every time. */
export const noise = (length: number, peak: number, seed = 1): Int16Array => {
  let state = seed
  return new Int16Array(length).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return Math.trunc(((state >> 16) * peak) / 32768)
  })
}

/** A triangle wave of half the full scale. */
export const triangle = (length: number, rate: number, hz: number): Int16Array =>
  new Int16Array(length).map((_, i) => {
    const phase = (i * hz) % rate
    return Math.trunc((Math.abs(2 * phase - rate) * 32768) / rate) - 16384
  })

/** Plucked chords at 24 kHz, two a second. */
export const chords = (length: number): Int16Array => {
  const roots = [262, 220, 175, 196]
  const voices = [4, 5, 6].map((third) => roots.map((hz) => triangle(length, 24_000, (hz * third) / 4)))
  return new Int16Array(length).map((_, i) => {
    const chord = Math.floor(i / 12_000) % roots.length
    const fading = 1 - (i % 12_000) / 12_000
    return voices.reduce((sum, notes) => sum + (notes[chord]?.[i] ?? 0), 0) * fading * 0.5
  })
}
