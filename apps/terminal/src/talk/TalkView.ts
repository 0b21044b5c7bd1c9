/** Shows a live conversation: its words as lines, and on a terminal the meters below them. */
import type { Session } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import { styleText } from "node:util"
import { cut, printable, widthOf, wrap } from "../view/format.ts"
import type { Levels } from "./levels.ts"
import { type Line, finished, type Moment, unfinished } from "./words.ts"

/** The time between two pictures. */
const frame = "80 millis"
/** The columns of the names. */
const margin = 12
/** The bars of a meter at most, and at least. */
const [mostBars, leastBars] = [16, 4]
/** The level of an empty meter, in dB below full scale. */
const quietDb = -54

/** What is shown. */
export interface Shown {
  readonly session: Session
  readonly levels: Levels
  /** Whether everything that came has been played. */
  readonly isQuiet: () => boolean
  /** What the user can do now, in some words. */
  readonly hint: () => string
}

/** Where a conversation is shown. */
export interface TalkView {
  /** Prints a line at once. */
  readonly say: (who: string, text: string) => Effect.Effect<void>
  /** Shows a conversation until it is interrupted. */
  readonly show: (shown: Shown) => Effect.Effect<never>
}

/** A view on stdout. The scope removes the meters. */
export const makeTalkView: Effect.Effect<TalkView, never, Scope.Scope | Stdio.Stdio | Terminal.Terminal> = Effect.gen(
  function* () {
    const terminal = yield* Terminal.Terminal
    const isTerminal = yield* (yield* Stdio.Stdio).stdoutIsTerminal
    const display = (text: string) => Effect.ignore(terminal.display(text))
    const columns = Effect.map(terminal.columns, (known) => (isTerminal ? Math.max(40, known || 80) : 10_000))
    let height = 0
    const back = () => (height === 0 ? "" : `\x1b[${height}A\r\x1b[J`)
    const write = Effect.fnUntraced(function* (lines: ReadonlyArray<Omit<Line, "id">>, below: ReadonlyArray<string>) {
      const width = (yield* columns) - margin
      const above = lines.flatMap(({ text, who }) =>
        wrap(text, width).map((row, n) => label(n === 0 ? who : "", isTerminal) + row)
      )
      const all = [...above, ...below]
      if (all.length === 0 && height === 0) return
      yield* display(back() + all.map((row) => `${row}\n`).join(""))
      height = below.length
    })
    yield* Effect.addFinalizer(() => write([], []))

    const printed = new Set<string>()
    const look = Effect.fnUntraced(function* ({ hint, isQuiet, levels, session }: Shown) {
      const state = yield* session.state
      const moment: Moment = { state, isQuiet: isQuiet(), printed }
      const lines = [...finished(moment), ...resumptions(moment)]
      for (const { id } of lines) printed.add(id)
      const live = isTerminal
        ? yield* Effect.map(columns, (width) => picture({ ...moment }, levels, hint(), width))
        : []
      if (lines.length > 0 || isTerminal) yield* write(lines, live)
    })
    return {
      say: (who, text) => write([{ who, text }], []),
      show: (shown) =>
        // Words are looked for at the pace of the pictures, because playback finishes them as much as events do.
        Stream.fromEffectRepeat(Effect.andThen(look(shown), Effect.sleep(frame))).pipe(
          Stream.runDrain,
          Effect.andThen(Effect.never)
        )
    }
  }
)

/** Notices that the user must know of. */
const resumptions = ({ printed, state }: Moment): ReadonlyArray<Line> =>
  state.notices.flatMap((notice, n) => {
    const id = `notice ${n}`
    if (printed.has(id) || (notice._tag !== "Resumed" && notice._tag !== "Refused")) return []
    return [{ id, who: notice._tag.toLowerCase(), text: notice.error.message }]
  })

const label = (who: string, isTerminal: boolean): string => {
  const padded = printable(who).padEnd(margin)
  return isTerminal ? styleText(who === "you" ? "cyan" : who === "assistant" ? "magenta" : "yellow", padded) : padded
}

/** The lines below the words: what the model says, and both meters. */
const picture = (moment: Moment, levels: Levels, hint: string, width: number): ReadonlyArray<string> => {
  const { microphone, speaker } = levels.look()
  const speech = wrap(unfinished(moment), width - margin).slice(-3)
  return [
    ...speech.map((row, n) => styleText("dim", (n === 0 ? "assistant" : "").padEnd(margin) + row)),
    metersLine({ microphone, speaker, hint, width })
  ]
}

/** Both meters with what the user can do. A narrow terminal has no margin before them. */
export const metersLine = ({
  hint,
  microphone,
  speaker,
  width
}: {
  readonly microphone: number
  readonly speaker: number
  readonly hint: string
  readonly width: number
}): string => {
  const words = widthOf(`you   assistant   ${hint}`)
  const indent = width - words - margin < 2 * leastBars ? "" : " ".repeat(margin)
  const bars = Math.max(leastBars, Math.min(mostBars, Math.floor((width - words - indent.length) / 2)))
  return cut(`${indent}you ${meter(microphone, bars)}  assistant ${meter(speaker, bars)}  ${hint}`, width)
}

/** Draws a level as a row of bars. */
export const meter = (rms: number, bars: number): string => {
  const db = 20 * Math.log10(Math.max(rms, 1e-6))
  const full = Math.max(0, Math.min(bars, Math.round(((db - quietDb) / -quietDb) * bars)))
  return "▮".repeat(full) + "·".repeat(bars - full)
}
