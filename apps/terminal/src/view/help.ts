/** The help of a command as lines. */
import * as Option from "effect/Option"
import type { HelpDoc } from "effect/cli"
import { widthOf, wrap } from "./format.ts"

/** How parts of the help are painted. Each function adds colors and keeps the text. */
export interface HelpPalette {
  readonly strong: (text: string) => string
  readonly dim: (text: string) => string
}

/** A name, and what it means. */
interface Entry {
  readonly name: string
  readonly meaning: string
}

/** Where the documents are. */
const documents = "https://github.com/antiphon/antiphon/tree/main/apps/terminal#readme"

/** The columns before an entry. */
const indent = "  "
/** The most columns that names may take beside their meanings. A longer name has a line of its own. */
const mostNameColumns = 24
/** A narrower terminal has the meanings below the names, because beside them they would have a word a line. */
const leastColumns = 64

/** The lines of a help, wrapped at `columns`. An example stays on one line, so that it can be copied. */
export const helpLines = (doc: HelpDoc.HelpDoc, columns: number, paint: HelpPalette): ReadonlyArray<string> => {
  const width = Math.max(40, columns)
  const section = (title: string, entries: ReadonlyArray<Entry>) =>
    entries.length === 0 ? [] : ["", paint.strong(title), ...entries.flatMap((entry) => entryLines(entry, width))]
  const examples = (doc.examples ?? []).flatMap(({ command, description }) => [
    ...(description === undefined ? [] : wrap(`# ${description}`, width - 2).map((line) => indent + paint.dim(line))),
    `${indent}${command}`
  ])
  return [
    ...wrap(doc.description, width),
    "",
    paint.strong("Usage"),
    `${indent}${doc.usage}`,
    ...section("Commands", subcommands(doc)),
    ...section("Arguments", (doc.args ?? []).map(argument)),
    ...section("Flags", doc.flags.map(flag)),
    ...(examples.length === 0 ? [] : ["", paint.strong("Examples"), ...examples]),
    ...section("For every command", [...(doc.inheritedFlags ?? []), ...(doc.globalFlags ?? [])].map(flag)),
    "",
    paint.dim(documents)
  ]
}

/** The commands of a command, each with the first sentence of its description. */
const subcommands = ({ subcommands: groups = [] }: HelpDoc.HelpDoc): ReadonlyArray<Entry> =>
  groups
    .flatMap(({ commands }) => commands)
    .map(({ description, name, shortDescription }) => ({
      name,
      meaning: shortDescription ?? description.replace(/(?<=\.)\s.*$/s, "")
    }))

const argument = ({ description, name, required }: HelpDoc.ArgDoc): Entry => ({
  name,
  meaning: `${Option.getOrElse(description, () => "")}${required ? "" : " (optional)"}`
})

const flag = ({ aliases, description, name, type }: HelpDoc.FlagDoc): Entry => ({
  name:
    [...aliases, `--${name}`].join(", ") +
    (type === "boolean"
      ? ""
      : ` ${type.startsWith("<") || type === "choice" ? "CHOICE" : type.toUpperCase().replace("STRING", "TEXT")}`),
  meaning: Option.getOrElse(description, () => "")
})

/** The lines of an entry. The meaning stands beside a short name, and below a long one and on a narrow terminal. */
const entryLines = ({ meaning, name }: Entry, width: number): ReadonlyArray<string> => {
  const isNarrow = width < leastColumns
  const rest = isNarrow ? indent.repeat(3) : indent + " ".repeat(mostNameColumns)
  const lines = wrap(meaning, width - rest.length).map((line) => rest + line)
  if (isNarrow || widthOf(name) >= mostNameColumns) return [`${indent}${name}`, ...lines]
  const [first = ""] = lines
  return [`${indent}${name}`.padEnd(rest.length) + first.slice(rest.length), ...lines.slice(1)]
}
