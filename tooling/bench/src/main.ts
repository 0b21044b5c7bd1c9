/** `pnpm bench [suite…]`: every figure beside its peer and its floor, one JSON row a line, then a table. */
import { cpus } from "node:os"
import type { Row } from "./row.ts"

const suites: Readonly<Record<string, () => Promise<{ readonly rows: () => Promise<ReadonlyArray<Row>> }>>> = {
  decode: () => import("./decode.ts"),
  audio: () => import("./audio.ts"),
  websocket: () => import("./websocket.ts"),
  webrtc: () => import("./webrtc.ts"),
  speech: () => import("./speech.ts"),
  session: () => import("./session.ts"),
  client: () => import("./client.ts"),
  server: () => import("./server.ts")
}

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))
const beside = (figure: { readonly name: string; readonly value: number } | undefined): string =>
  figure === undefined ? "" : `${short(figure.value)} (${figure.name})`

const wanted = process.argv.slice(2)
const rows: Array<Row> = []
for (const [name, load] of Object.entries(suites)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for (const row of await (await load()).rows()) {
    rows.push(row)
    process.stdout.write(`${JSON.stringify(row)}\n`)
  }
}

const [cpu] = cpus()
process.stdout.write(`\n${cpu?.model ?? "unknown"}, ${cpus().length} cores, Node ${process.version}\n\n`)
process.stdout.write("| figure | ours | peer | floor | promise |\n|---|---|---|---|---|\n")
for (const row of rows) {
  const promise = row.promise === undefined ? "" : `${row.promise}: ${row.holds === true ? "holds" : "does not hold"}`
  process.stdout.write(
    `| ${row.name} | ${short(row.ours)} ${row.unit} | ${beside(row.peer)} | ${beside(row.floor)} | ${promise} |\n`
  )
}
