/** Writes rows as a Markdown table. */
import type { Row } from "./row.ts"

const short = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

const beside = (figure: { readonly name: string; readonly value: number } | undefined): string =>
  figure === undefined ? "" : `${short(figure.value)} (${figure.name})`

const verdict = ({ holds, promise }: Row): string =>
  promise === undefined ? "" : holds === true ? `${promise}: holds` : `${promise}: **does not hold**`

export const table = (rows: ReadonlyArray<Row>): string =>
  [
    "| figure | ours | peer | floor | promise |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(
      (row) =>
        `| ${row.name} | ${short(row.ours)} ${row.unit} | ${beside(row.peer)} | ${beside(row.floor)} | ${verdict(row)} |`
    )
  ].join("\n")
