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

/** How long a picture of sound stays at least, in ms, and one of silence. With the wait for a frame it is two frames of most screens. */
const [soundMs, silenceMs] = [20, 80]

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
    // A size that is read for each picture would lay the page out each time.
    let size = { width: current.clientWidth, height: current.clientHeight }
    let isSilent = false
    const draw = (): void => {
      const { now, waves } = latest.current
      isSilent = !drawWaves(context, { size, waves: waves(), now: now(), inks: colors }, isSilent)
    }
    /** Draws everything again. */
    const paint = (): void => {
      isSilent = false
      const width = Math.round(size.width * devicePixelRatio)
      const height = Math.round(size.height * devicePixelRatio)
      if (current.width !== width || current.height !== height) Object.assign(current, { width, height })
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
      draw()
    }
    let frame = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    // A page that asks for each frame of the screen is composed for each, although every second one is enough.
    const loop = (): void => {
      draw()
      timer = setTimeout(
        () => {
          frame = requestAnimationFrame(loop)
        },
        isSilent ? silenceMs : soundMs
      )
    }
    painted.current = paint
    paint()
    if (isMoving) loop()
    // The unplayed rest of a session is known a moment after its end.
    const rest = isMoving ? undefined : setTimeout(paint, 600)
    const observer = new ResizeObserver(() => {
      size = { width: current.clientWidth, height: current.clientHeight }
      paint()
    })
    observer.observe(current)
    const forget = onTheme(() => {
      colors = inks()
      paint()
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
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
