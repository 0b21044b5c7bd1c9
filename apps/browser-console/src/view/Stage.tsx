/** The sound of both sides. The user is above the line and the model below, and the past is left of the mark. */
import { useEffect, useRef } from "react"
import type { Waves } from "../state/Waves.ts"
import { drawWaves, type Inks } from "./drawWaves.ts"
import { onTheme } from "./theme.ts"

/** The sound to draw. */
interface Props {
  readonly waves: () => Pick<Waves, "between">
  /** The present, in ms on the clock of the waves. */
  readonly now: () => number
  /** Whether the present moves. */
  readonly isMoving: boolean
  /** A still picture is drawn again if this changes. */
  readonly redraw?: number
}

/** How long a painted picture stays, in ms. It is two frames of most screens. */
const paintMs = 30

/** The canvas and its legend. */
export const Stage = ({ isMoving, now, redraw, waves }: Props) => {
  const latest = useRef({ now, waves })
  latest.current = { now, waves }
  const painted = useRef<() => void>(() => {})
  const canvas = useRef<HTMLCanvasElement>(null)
  const legend = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const { current } = canvas
    const context = current?.getContext("2d")
    if (current === null || context === null || context === undefined) return
    const inks = (): Inks => {
      const [you, heard, ahead, never] = [...(legend.current?.querySelectorAll("i") ?? [])].map(
        (swatch) => getComputedStyle(swatch).color
      )
      return { you: you ?? "", heard: heard ?? "", ahead: ahead ?? "", never: never ?? "" }
    }
    let colors = inks()
    const paint = (): void => {
      const width = Math.round(current.clientWidth * devicePixelRatio)
      const height = Math.round(current.clientHeight * devicePixelRatio)
      if (current.width !== width || current.height !== height) Object.assign(current, { width, height })
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
      const size = { width: current.clientWidth, height: current.clientHeight }
      drawWaves(context, { size, waves: latest.current.waves(), now: latest.current.now(), inks: colors })
    }
    let frame = 0
    let last = -Infinity
    const loop = (at: number): void => {
      if (at - last >= paintMs) {
        last = at
        paint()
      }
      frame = requestAnimationFrame(loop)
    }
    painted.current = paint
    if (isMoving) loop(performance.now())
    else paint()
    // The unplayed rest of a session is known a moment after its end.
    const rest = isMoving ? undefined : setTimeout(paint, 600)
    const observer = new ResizeObserver(paint)
    observer.observe(current)
    const forget = onTheme(() => {
      colors = inks()
      paint()
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(rest)
      observer.disconnect()
      forget()
    }
  }, [isMoving])
  useEffect(() => painted.current(), [redraw])
  return (
    <div className="stage">
      <canvas ref={canvas} role="img" aria-label="Waveforms of you and the model" />
      <ul className="legend" ref={legend}>
        <li>
          <i className="ink-you" />
          You
        </li>
        <li>
          <i className="ink-heard" />
          Model, played
        </li>
        <li>
          <i className="ink-ahead" />
          queued
        </li>
        <li>
          <i className="ink-never" />
          interrupted
        </li>
      </ul>
    </div>
  )
}
