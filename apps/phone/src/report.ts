/** A call as text for a terminal. */
import type { FinishedCall } from "./caller.ts"
import type { Figures } from "./figures.ts"
import type { Written } from "./files.ts"
import type { Options } from "./options.ts"

const bars = "▁▂▃▄▅▆▇█"
const columns = 76

/** Samples as a row of bars. A stretch without sound is blank. */
export const meter = (samples: Int16Array, length: number): string => {
  const perColumn = Math.ceil(length / columns)
  let row = ""
  for (let from = 0; from < length; from += perColumn) {
    const block = samples.subarray(from, from + perColumn)
    const energy = block.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, block.length)
    const db = 10 * Math.log10(energy / 32_768 ** 2 + 1e-12)
    const height = Math.round(((db + 56) / 40) * (bars.length - 1))
    row += height < 0 ? " " : bars.charAt(Math.min(bars.length - 1, height))
  }
  return row.trimEnd()
}

const ms = (value: number | null): string => (value === null ? "?" : `${Math.round(value).toLocaleString("en")} ms`)
const signed = (value: number | null): string =>
  value === null ? "" : ` (${value < 0 ? "−" : "+"}${Math.abs(Math.round(value))} ms)`

const row = (name: string, text: string): string => ` ${name.padEnd(11)}${text}\n`

/** A text in lines of the width of a terminal. */
const wrapped = (text: string): ReadonlyArray<string> =>
  text.match(/.{1,64}(?:\s|$)/gu)?.map((line) => line.trim()) ?? [text]

/** What is said of one call. */
export interface Reported {
  readonly call: FinishedCall
  readonly figures: Figures
  readonly options: Options
  /** The name of the model's server. */
  readonly server: string
  readonly written: ReadonlyArray<Written>
}

/** What one call was like. */
export const reportOf = ({ call, figures, options, server, written }: Reported): string => {
  const heard = call.carrier.heard()
  const way = `${options.delayMs} ms one way, ${options.jitterMs} ms of jitter, ${options.lostMarks} % of the marks lost`
  return [
    " antiphon  one phone call\n\n",
    row("carrier", `${options.dialect} on loopback, ${way}`),
    row("server", server),
    "\n",
    row("caller", meter(call.said, heard.length)),
    row("ear", meter(heard, heard.length)),
    "\n",
    row("told", `${ms(figures.toldMs)}, and the caller heard ${ms(figures.heardMs)}${signed(figures.differenceMs)}`),
    row("silence", `${ms(figures.silenceMs)} after the caller began to speak`),
    row("clear", `${figures.clearMs ?? "?"} ms after the model said that the caller speaks`),
    row("answer", `${ms(figures.answeredMs)} after the caller's last word`),
    ...wrapped(figures.understood ?? "?").map((line, index) => row(index === 0 ? "understood" : "", line)),
    row("marks", `${figures.marks.sent} sent, ${figures.marks.returned} came back`),
    row("end", `${figures.end ?? "?"} after ${(figures.callMs / 1000).toFixed(2)} s`),
    "\n",
    ...written.map(({ holds, path }, index) => row(index === 0 ? "written" : "", `${path.padEnd(28)}${holds}`))
  ].join("")
}

/** What many calls were like. */
export const summaryOf = (all: ReadonlyArray<Figures>): string => {
  const spread = (name: keyof Figures): string => {
    const values = all.flatMap((each) => (typeof each[name] === "number" ? [each[name]] : []))
    const sorted = values.toSorted((one, other) => one - other)
    const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN
    return `${Math.round(at(0))} to ${Math.round(at(1))} ms, p50 ${Math.round(at(0.5))} ms`
  }
  return [
    "\n",
    row("calls", `${all.length} at once`),
    row("told−heard", spread("differenceMs")),
    row("silence", spread("silenceMs")),
    row("clear", spread("clearMs")),
    row("answer", spread("answeredMs"))
  ].join("")
}
