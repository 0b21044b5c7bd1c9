/** The sound of both sides. The user is above the line and the model below, and the past is left of the mark. */
import { useEffect, useRef } from "react"
import type { Console } from "../link/makeConsole.ts"
import { drawWaves, type Inks } from "./drawWaves.ts"
import { onTheme } from "./theme.ts"

/** The console whose waves are drawn. */
interface Props {
  readonly console: Console
  readonly isLive: boolean
  /** Whether nothing has sounded yet. */
  readonly isQuiet: boolean
}

/** The canvas and its legend. */
export const Stage = ({ console, isLive, isQuiet }: Props) => {
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
    const paint = (): void => {
      const width = Math.round(current.clientWidth * devicePixelRatio)
      const height = Math.round(current.clientHeight * devicePixelRatio)
      if (current.width !== width || current.height !== height) Object.assign(current, { width, height })
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
      const size = { width: current.clientWidth, height: current.clientHeight }
      drawWaves(context, { size, waves: console.waves(), now: console.now(), inks: inks() })
    }
    let frame = 0
    const loop = (): void => {
      paint()
      frame = requestAnimationFrame(loop)
    }
    if (isLive) loop()
    // The unplayed rest of a session is known a moment after its end.
    const last = isLive ? undefined : setTimeout(paint, 600)
    const observer = new ResizeObserver(paint)
    observer.observe(current)
    const forget = onTheme(paint)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(last)
      observer.disconnect()
      forget()
    }
    // A cleared session leaves an empty stage.
  }, [console, isLive, isQuiet])
  return (
    <div className="stage">
      <canvas ref={canvas} role="img" aria-label="Waveforms of you and the model" />
      <ul className="legend" ref={legend} data-quiet={isQuiet}>
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
          not played
        </li>
      </ul>
    </div>
  )
}
