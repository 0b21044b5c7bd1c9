/** Draws the turn for a terminal, with two tracks on one time axis and their words. */
import { conversation, type ItemState, textOf } from "@antiphon/session"
import { quoted } from "../CliFailure.ts"
import { firstTurn, lengthMs, type Model, speech, turnDetection, wordless } from "../demo/Model.ts"
import type { Track } from "../demo/Track.ts"
import { printable, seconds, widthOf, wrap } from "./format.ts"
import { meter } from "./meter.ts"

/** How parts of the picture are painted. Each function adds colors and keeps the text. */
export interface Palette {
  /** Labels and what is secondary. */
  readonly dim: (text: string) => string
  /** Headings. */
  readonly strong: (text: string) => string
  /** The user's voice. */
  readonly user: (text: string) => string
  /** The assistant's voice. */
  readonly assistant: (text: string) => string
  /** Errors that the server reported. */
  readonly warning: (text: string) => string
}

/** The columns left of the tracks. */
const margin = 12
/** The time that the axis has beyond the input, in ms. */
const axisMs = 5000

/** The lines of the picture, none wider than `columns`. */
export const screen = (model: Model, columns: number, paint: Palette): ReadonlyArray<string> => {
  const width = Math.max(20, Math.min(columns - margin - 2, 84))
  const msPerColumn = Math.max(model.inputMs + axisMs, lengthMs(model)) / width
  const label = (name: string) => paint.dim(` ${name.padEnd(margin - 1)}`)
  const blank = " ".repeat(margin)
  const under = (name: string) => (line: string, index: number) => label(index === 0 ? name : "") + line
  const entry = (name: string, text: string) => wrap(text, width).map(under(name))
  const note = (text: string, ink: (text: string) => string) => wrap(text, width).map((line) => blank + ink(line))
  const row = (track: Track) => meter(track, width, msPerColumn, model.nowMs)
  const column = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms / msPerColumn))
  const marks = (at: ReadonlyArray<number | undefined>) => blank + paint.dim(marksRow(at, msPerColumn, width))
  const words = (item: ItemState | undefined) => {
    const why = wordless(item)
    if (why !== undefined) return note(`(${why})`, paint.dim)
    const text = item === undefined ? "" : textOf(item)
    return text === "" ? [""] : wrap(text, width).map((line) => `${blank}${line}`)
  }

  const { endMs, startMs } = speech(model)
  const items = conversation(model.session)
  const userItem = items.find(({ id }) => id === firstTurn(model)?.itemId)
  const heardAt = model.firstAudioMs !== undefined && model.firstAudioMs <= model.nowMs ? model.firstAudioMs : undefined

  return [
    "",
    ` ${paint.strong("antiphon")}  ${paint.dim("one spoken turn")}`,
    "",
    ...entry("server", model.server),
    ...note(model.url, paint.dim),
    ...entry("session", sessionLine(model)),
    "",
    `${label("you")}${between(row(model.microphone), { from: column(startMs), to: column(endMs) }, paint.user, paint.dim)}`,
    marks([startMs, endMs]),
    ...words(userItem),
    "",
    `${label("assistant")}${paint.assistant(row(model.speaker))}`,
    marks([heardAt]),
    ...words(items.findLast(({ responseId }) => responseId !== undefined)),
    "",
    ...entry("turn", turnLine(model, heardAt, endMs)),
    ...entry("events", `${model.received} received, ${model.sent} sent`),
    ...model.session.notices.flatMap((notice) =>
      note(`${notice._tag.toLowerCase()}: ${quoted(notice.error.message)}`, paint.warning)
    ),
    ...(model.files.length === 0 ? [] : ["", ...written(model.files, width, paint.dim).map(under("written"))])
  ]
}

/** The files with what they hold, which stands below the paths if the terminal is narrow. */
const written = (files: Model["files"], width: number, dim: (text: string) => string): ReadonlyArray<string> => {
  const longest = Math.max(...files.map(({ path }) => widthOf(path)))
  const isNarrow = files.some(({ holds }) => longest + 2 + widthOf(holds) > width)
  return files.flatMap(({ holds, path }) =>
    isNarrow
      ? [...wrap(path, width), ...wrap(holds, width - 2).map((line) => `  ${dim(line)}`)]
      : [`${printable(path)}${" ".repeat(longest + 2 - widthOf(path))}${dim(printable(holds))}`]
  )
}

/** The line about the session. */
const sessionLine = (model: Model): string => {
  if (model.connectedMs === undefined) return "connecting"
  const config = model.session.session
  const id = config !== undefined && "id" in config && typeof config.id === "string" ? ` · ${printable(config.id)}` : ""
  const detection = turnDetection(model)
  const turns = detection === undefined ? "" : ` · ${detection.silenceMs} ms of silence end a turn`
  return `connected in ${Math.round(model.connectedMs)} ms${id}${turns}`
}

/** The line about the turn. */
const turnLine = (model: Model, heardAt: number | undefined, endMs: number | undefined): string => {
  if (model.session.session === undefined) return "…"
  if (heardAt !== undefined && endMs !== undefined) {
    const silence = turnDetection(model)?.silenceMs
    const part = silence === undefined ? "" : `, ${seconds(silence)} of it the silence that ends a turn`
    return `answered ${seconds(heardAt - endMs)} after the end of speech${part}`
  }
  const turn = firstTurn(model)
  if (turn === undefined) return "the server is listening"
  return turn.status === "speaking" ? "the server detects speech" : "the server prepares an answer"
}

/** Paints a row from one column to another, and the rest as background. */
const between = (
  row: string,
  { from, to }: { readonly from: number | undefined; readonly to: number | undefined },
  inside: (text: string) => string,
  outside: (text: string) => string
): string => {
  const start = from ?? row.length
  const end = to ?? row.length
  return [outside(row.slice(0, start)), inside(row.slice(start, end)), outside(row.slice(Math.max(start, end)))].join(
    ""
  )
}

/** Writes times under their columns, moved to the right if they would overlap. */
const marksRow = (at: ReadonlyArray<number | undefined>, msPerColumn: number, width: number): string => {
  let row = ""
  for (const ms of at) {
    if (ms === undefined) continue
    const mark = `╵${seconds(ms)}`
    const column = Math.min(Math.round(ms / msPerColumn), width - mark.length)
    row = row.padEnd(Math.max(column, row === "" ? 0 : row.length + 1)) + mark
  }
  return row
}
