/** Prints help in the width of the terminal, and wrong arguments as one line. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import type { CliError, CliOutput } from "effect/cli"
import { styleText } from "node:util"
import { printable } from "./format.ts"
import { helpLines } from "./help.ts"

/** The width of help that no terminal shows. */
const pipeColumns = 80
/** Longer lines are hard to read, however wide a terminal is. */
const mostColumns = 100

/** Help goes to stdout. Wrong arguments are one line on stderr that says where help is. */
export const presentCommandLine: Effect.Effect<CliOutput.Presenter, never, Stdio.Stdio | Terminal.Terminal> =
  Effect.gen(function* () {
    const terminal = yield* Terminal.Terminal
    const isTerminal = yield* (yield* Stdio.Stdio).stdoutIsTerminal
    const plain = (text: string) => text
    const strong = isTerminal ? (text: string) => styleText("bold", text) : plain
    const dim = isTerminal ? (text: string) => styleText("dim", text) : plain
    return {
      present: Effect.fnUntraced(function* (event) {
        switch (event._tag) {
          case "Help": {
            const columns = isTerminal ? (yield* terminal.columns) || pipeColumns : pipeColumns
            const lines = helpLines(event.helpDoc, Math.min(columns, mostColumns), { strong, dim })
            return yield* Console.log(lines.join("\n"))
          }
          case "InvalidInvocation":
            return yield* Console.error(invalid(event.commandPath, event.errors))
          case "Version":
            return yield* Console.log(`${event.name} ${event.version}`)
        }
      })
    }
  })

/** The line about wrong arguments. It says what is wrong, and which help has the right ones. */
const invalid = (path: ReadonlyArray<string>, errors: ReadonlyArray<CliError.NonShowHelpErrors>): string => {
  const what = errors.map(({ message }) => inOneLine(message)).join("; ")
  const end = /[.?!]$/.test(what) ? "" : "."
  return `antiphon: ${printable(what)}${end} See ${path.join(" ")} --help.`
}

/** A message of the command line without its line feeds. A suggestion becomes a sentence. */
const inOneLine = (message: string): string => {
  const [what = "", suggestion] = message.split(/\s*\n\s*Did you mean[^?]*\?/)
  const names = suggestion
    ?.trim()
    .split(/\s*\n\s*/)
    .join(" or ")
  return `${what.trim()}${names === undefined ? "" : `. Did you mean ${names}?`}`.replaceAll(/\s*\n\s*/g, " ")
}
