/** The sound of one message. The played part is solid, the queued part pale, and the dropped part hollow. */
import { memo } from "react"
import { barCount, barsOf } from "../state/barsOf.ts"
import type { Speech } from "../state/Playout.ts"

/** The sound to draw. */
interface Props {
  readonly speech: Speech
  /** Whether more of it comes as the user speaks. */
  readonly isGrowing: boolean
}

/** The height of the picture, in pixels. */
const height = 28
/** The width of a bar with its gap, in pixels. */
const pitch = 4

/** The waveform of a message. */
export const SpeechWave = memo(({ isGrowing, speech }: Props) => {
  const { heardMs, levels, settled, totalMs } = speech
  const bars = barsOf(levels, isGrowing)
  const heard = Math.round((heardMs / totalMs) * bars.length)
  const rest = settled && heardMs < totalMs - 20 ? "never" : "ahead"
  // A message that still grows keeps the place of its length.
  const width = (isGrowing || !settled ? barCount : bars.length) * pitch
  const draw = (from: number, to: number): string =>
    bars
      .slice(from, to)
      .map((peak, index) => {
        const size = Math.max(1.5, peak ** 0.8 * (height - 3))
        return `M${(from + index) * pitch + 2} ${((height - size) / 2).toFixed(1)}v${size.toFixed(1)}`
      })
      .join("")
  return (
    <svg
      className="speech"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      // Where there is little room the bars move together.
      preserveAspectRatio="none"
      role="img"
      aria-label="Waveform of this message"
    >
      <path className="heard" d={draw(0, heard)} />
      <path className={rest} d={draw(heard, bars.length)} />
    </svg>
  )
})
