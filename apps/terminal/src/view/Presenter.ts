/** Shows a turn while it goes on. The scope of a presenter restores the terminal. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import { styleText } from "node:util"
import type { Model } from "../demo/Model.ts"
import { lines } from "./lines.ts"
import { type Palette, screen } from "./screen.ts"

/** Shows each change of a turn. */
export interface Presenter {
  /** Shows a change of the model. */
  readonly changed: (before: Model, after: Model) => Effect.Effect<void>
}

/** Writes to the terminal. */
type Display = (text: string) => Effect.Effect<void>

/** The colors of the picture. */
const palette: Palette = {
  dim: (text) => styleText("dim", text),
  strong: (text) => styleText("bold", text),
  user: (text) => styleText("cyan", text),
  assistant: (text) => styleText("magenta", text),
  warning: (text) => styleText("yellow", text)
}

const hideCursor = "\x1b[?25l"
const showCursor = "\x1b[?25h"
/** The time between two pictures. */
const frame = "80 millis"

/** Paints a picture over itself if stdout is a terminal, and otherwise prints lines. */
export const presenter: Effect.Effect<Presenter, never, Scope.Scope | Stdio.Stdio | Terminal.Terminal> = Effect.gen(
  function* () {
    const terminal = yield* Terminal.Terminal
    // A reader that went away does not end the turn.
    const display: Display = (text) => Effect.ignore(terminal.display(text))
    const { stdoutIsTerminal } = yield* Stdio.Stdio
    if (!(yield* stdoutIsTerminal)) {
      return {
        changed: (before, after) =>
          display(
            lines(before, after)
              .map((line) => `${line}\n`)
              .join("")
          )
      }
    }
    return yield* painted(display, terminal)
  }
)

/** Paints pictures until the scope ends. */
const painted = Effect.fnUntraced(function* (
  display: Display,
  terminal: Terminal.Terminal
): Effect.fn.Return<Presenter, never, Scope.Scope> {
  let latest: Model | undefined
  let shown: Model | undefined
  let height = 0
  const paint = (last: boolean) =>
    Effect.gen(function* () {
      if (latest === undefined || (latest === shown && !last)) return
      shown = latest
      const picture = screen(latest, (yield* terminal.columns) || 80, palette)
      // Lines that scrolled away cannot be painted over, so only the last picture may be taller than the screen.
      const rows = (yield* terminal.rows) || 24
      const fitting = last ? picture : picture.slice(-Math.max(1, rows - 1))
      const back = height === 0 ? "" : `\x1b[${height}A\r\x1b[J`
      height = fitting.length
      yield* display(`${back}${fitting.join("\n")}\n`)
    })
  yield* Effect.acquireRelease(display(hideCursor), () => Effect.andThen(paint(true), display(`\n${showCursor}`)))
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(paint(false), Effect.sleep(frame))))
  return {
    changed: (_, after) =>
      Effect.sync(() => {
        latest = after
      })
  }
})
