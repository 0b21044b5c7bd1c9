/** Both sides as they sound: you above the line, the model below; left of the mark is the past. */
import { useEffect, useRef } from "react"
import type { Console } from "../link/makeConsole.ts"
import { drawWaves, type Inks } from "./drawWaves.ts"

interface Props {
  readonly console: Console
  readonly isLive: boolean
  /** Nothing has sounded yet. */
  readonly isQuiet: boolean
}

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
    let frame = 0
    const draw = (): void => {
      const { clientHeight, clientWidth } = current
      const scale = devicePixelRatio
      if (current.width !== clientWidth * scale || current.height !== clientHeight * scale) {
        current.width = clientWidth * scale
        current.height = clientHeight * scale
      }
      context.setTransform(scale, 0, 0, scale, 0, 0)
      drawWaves(context, { width: clientWidth, height: clientHeight }, console.waves(), console.now(), inks())
      if (isLive) frame = requestAnimationFrame(draw)
    }
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(current)
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
    }
  }, [console, isLive])
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
          Model, heard
        </li>
        <li>
          <i className="ink-ahead" />
          to come
        </li>
        <li>
          <i className="ink-never" />
          never heard
        </li>
      </ul>
    </div>
  )
}
