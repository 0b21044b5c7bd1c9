/** The sound of one message: what was heard is solid, what is still to come is pale, what never will be is hollow. */
import { memo } from "react"
import { levelMs, type Speech } from "../state/Playout.ts"

const barCount = 56
const height = 28

export const SpeechWave = memo(({ speech }: { readonly speech: Speech }) => {
  const { heardMs, levels, settled, totalMs } = speech
  const per = Math.max(1, Math.ceil(levels.length / barCount))
  const peaks = Array.from({ length: Math.ceil(levels.length / per) }, (_, index) =>
    Math.max(...levels.slice(index * per, (index + 1) * per))
  )
  const heardBars = Math.round(heardMs / levelMs / per)
  const rest = settled && heardMs < totalMs - 20 ? "never" : "ahead"
  const bars = (from: number, to: number): string =>
    peaks
      .slice(from, to)
      .map((peak, index) => {
        const size = Math.max(1.5, peak ** 0.8 * (height - 3))
        return `M${(from + index) * 4 + 2} ${((height - size) / 2).toFixed(1)}v${size.toFixed(1)}`
      })
      .join("")
  return (
    <svg className="speech" width={peaks.length * 4} height={height} role="img" aria-label="Waveform of this message">
      <path className="heard" d={bars(0, heardBars)} />
      <path className={rest} d={bars(heardBars, peaks.length)} />
    </svg>
  )
})
