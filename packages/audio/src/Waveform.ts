/** The lowest and highest sample of each column of a drawing, found as the sound comes. */
export interface Waveform {
  readonly samplesPerColumn: number
  /** Columns so far; the last one may still change. */
  readonly length: number
  /** Takes the next samples and gives the first column that changed: redraw from there. */
  readonly push: (samples: Int16Array) => number
  /** The columns from `from` on, as PCM16: a copy. */
  readonly columns: (from?: number) => { readonly low: Int16Array; readonly high: Int16Array }
}

const grown = (array: Int16Array): Int16Array<ArrayBuffer> => {
  const out = new Int16Array(array.length * 2)
  out.set(array)
  return out
}

export const Waveform = {
  /** `samplesPerColumn` is a whole number above zero, otherwise this throws a RangeError. Costs 4 bytes per column. */
  make: ({ samplesPerColumn }: { readonly samplesPerColumn: number }): Waveform => {
    if (!Number.isInteger(samplesPerColumn) || samplesPerColumn < 1) {
      throw new RangeError(`samplesPerColumn must be a whole number above zero, not ${samplesPerColumn}`)
    }
    let low = new Int16Array(256)
    let high = new Int16Array(256)
    let count = 0
    const length = (): number => Math.ceil(count / samplesPerColumn)
    return {
      samplesPerColumn,
      get length() {
        return length()
      },
      push: (samples) => {
        const first = Math.floor(count / samplesPerColumn)
        for (const sample of samples) {
          const column = Math.floor(count / samplesPerColumn)
          if (column === low.length) {
            low = grown(low)
            high = grown(high)
          }
          const isNew = count % samplesPerColumn === 0
          low[column] = isNew ? sample : Math.min(low[column] ?? 0, sample)
          high[column] = isNew ? sample : Math.max(high[column] ?? 0, sample)
          count += 1
        }
        return first
      },
      columns: (from = 0) => ({ low: low.slice(from, length()), high: high.slice(from, length()) })
    }
  }
}
