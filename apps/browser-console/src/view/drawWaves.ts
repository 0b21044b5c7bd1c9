/** Draws the sound of both sides on a canvas. */
import { type Bar, barMs, type Waves } from "../state/Waves.ts"

/** The colors of the parts. */
export interface Inks {
  /** The user's voice. */
  readonly you: string
  /** What the model said and the user heard. */
  readonly heard: string
  /** What the model said and the speaker has not played yet. */
  readonly ahead: string
  /** The moment of an interruption, and the middle line. */
  readonly never: string
}

/** What is drawn. */
export interface Frame {
  /** The size of the canvas, in pixels of the page. */
  readonly size: { readonly width: number; readonly height: number }
  readonly waves: Pick<Waves, "between">
  /** The present, in milliseconds on the clock of the waves. */
  readonly now: number
  readonly inks: Inks
}

/** The width of a bar with its gap, in pixels. */
const pitch = 4
/** The width of a line, in pixels. */
const thickness = 2.5
/** The position of the present, as a share of the width. */
const nowAt = 0.66

/** Draws both sides around a middle line. Returns whether there was a sound. Silence after silence is not drawn again. */
export const drawWaves = (
  context: CanvasRenderingContext2D,
  { inks, now, size, waves }: Frame,
  wasSilent: boolean
): boolean => {
  const { height, width } = size
  const middle = Math.round(height / 2)
  const x0 = Math.round(width * nowAt)
  const from = now - (x0 / pitch) * barMs
  const to = now + ((width - x0) / pitch) * barMs
  const xOf = (at: number): number => x0 + ((at - now) / barMs) * pitch
  const reach = middle - 10
  const { ahead, cuts, heard, you } = waves.between(from, to, now)
  const isSilent = you.length + heard.length + ahead.length + cuts.length === 0
  if (isSilent && wasSilent) return false

  context.clearRect(0, 0, width, height)
  context.lineCap = "round"
  context.globalAlpha = 1
  rest(context, inks.never, middle, width)
  if (isSilent) return false
  const bars = (list: ReadonlyArray<Bar>, ink: string, sign: 1 | -1): void => {
    context.strokeStyle = ink
    context.lineWidth = thickness
    context.beginPath()
    for (const { at, level } of list) {
      const x = xOf(at)
      const length = Math.max(1, level ** 0.7 * reach)
      context.moveTo(x, middle + sign * 3.5)
      context.lineTo(x, middle + sign * (3.5 + length))
    }
    context.stroke()
  }
  bars(you, inks.you, -1)
  bars(heard, inks.heard, 1)
  bars(ahead, inks.ahead, 1)

  for (const at of cuts) cutMark(context, inks.never, xOf(at), { middle, height })

  context.strokeStyle = inks.heard
  context.globalAlpha = 0.55
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(x0 + 0.5, 6)
  context.lineTo(x0 + 0.5, height - 6)
  context.stroke()
  return true
}

/** Draws the line between both sides. */
const rest = (context: CanvasRenderingContext2D, ink: string, middle: number, width: number): void => {
  context.strokeStyle = ink
  context.globalAlpha = 0.45
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(0, middle + 0.5)
  context.lineTo(width, middle + 0.5)
  context.stroke()
  context.globalAlpha = 1
}

/** Draws the moment of an interruption, as a bar with two feet below the line. */
const cutMark = (
  context: CanvasRenderingContext2D,
  ink: string,
  x: number,
  { height, middle }: { readonly height: number; readonly middle: number }
): void => {
  context.strokeStyle = ink
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(x, middle + 4)
  context.lineTo(x, height - 8)
  context.moveTo(x - 3.5, height - 8)
  context.lineTo(x + 3.5, height - 8)
  context.stroke()
}
