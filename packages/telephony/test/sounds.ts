/** Something like a voice: a tone that swells four times a second. */
export const speech = (ms: number, rate: number): Int16Array =>
  Int16Array.from({ length: (ms * rate) / 1000 }, (_, at) => {
    const seconds = at / rate
    const swell = 0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * seconds)
    return Math.round(9000 * swell * Math.sin(2 * Math.PI * 220 * seconds))
  })
