/** The sound of one message: what was heard is solid, what is still to come is pale, what never will be is hollow. */
import { memo } from "react"
import { barCount, barsOf } from "../state/barsOf.ts"
import type { Speech } from "../state/Playout.ts"

interface Props {
  readonly speech: Speech
  /** More of it comes as it is said. */
  readonly isGrowing: boolean
}

const height = 28
const pitch = 4

export const SpeechWave = memo(({ isGrowing, speech }: Props) => {
  const { heardMs, levels, settled, totalMs } = speech
  const bars = barsOf(levels, isGrowing)
  const heard = Math.round((heardMs / totalMs) * bars.length)
  const rest = settled && heardMs < totalMs - 20 ? "never" : "ahead"
  const draw = (from: number, to: number): string =>
    bars
      .slice(from, to)
      .map((peak, index) => {
        const size = Math.max(1.5, peak ** 0.8 * (height - 3))
        return `M${(from + index) * pitch + 2} ${((height - size) / 2).toFixed(1)}v${size.toFixed(1)}`
      })
      .join("")
  return (
    <svg className="speech" width={barCount * pitch} height={height} role="img" aria-label="Waveform of this message">
      <path className="heard" d={draw(0, heard)} />
      <path className={rest} d={draw(heard, bars.length)} />
    </svg>
  )
})
