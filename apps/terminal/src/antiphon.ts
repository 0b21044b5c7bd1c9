/** The `antiphon` command with its subcommands, on whatever streams and environment it is given. */
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import * as Runtime from "effect/Runtime"
import { CliOutput, Command } from "effect/cli"
import { readFileSync } from "node:fs"
import { chatCommand } from "./chat/command.ts"
import { demoCommand } from "./demo/command.ts"
import { gatewayCommand } from "./gateway/command.ts"
import { replayCommand } from "./replay/command.ts"
import { sayCommand } from "./say/command.ts"
import { serveCommand } from "./serve/command.ts"
import { talkCommand } from "./talk/command.ts"
import { transcribeCommand } from "./transcribe/command.ts"
import { printable } from "./view/format.ts"
import { presentCommandLine } from "./view/presentCommandLine.ts"

/** The command. */
const command = Command.make("antiphon").pipe(
  Command.withDescription("Realtime voice at the command line. No command needs a key or a network without --url."),
  Command.withSubcommands([
    demoCommand,
    talkCommand,
    chatCommand,
    sayCommand,
    replayCommand,
    serveCommand,
    gatewayCommand,
    transcribeCommand
  ]),
  Command.withExamples([
    { command: "antiphon demo", description: "One spoken turn, on this machine alone" },
    { command: "antiphon talk", description: "Through your microphone and loudspeaker" },
    { command: "antiphon serve", description: "A server for your own client" },
    { command: "antiphon help serve", description: "The flags of a command" }
  ])
)

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string
}

/** Prints one line for a foreseen failure. Wrong arguments have had theirs from {@link presentCommandLine}. */
const report = (cause: Cause.Cause<{ readonly _tag: string; readonly message: string }>) => {
  const error = Cause.findErrorOption(cause)
  if (error._tag === "Some") {
    return error.value._tag === "ShowHelp" ? Effect.void : Console.error(`antiphon: ${printable(error.value.message)}`)
  }
  return Cause.hasInterruptsOnly(cause) ? Effect.void : Console.error(unforeseen(cause))
}

/** An unforeseen failure is a fault of this program. The text says what happened and what to do, with the stack for a report. */
const unforeseen = (cause: Cause.Cause<unknown>): string => {
  const [what = "", ...stack] = Cause.pretty(cause).split("\n").map(printable)
  return [`antiphon: this should not happen: ${what}`, ...stack, "Please report it, with the lines above."].join("\n")
}

/** `antiphon help serve` is `antiphon serve --help`. */
const withHelp = ([first, ...rest]: ReadonlyArray<string>): ReadonlyArray<string> =>
  first === "help" ? [...rest, "--help"] : first === undefined ? [] : [first, ...rest]

/** Runs the command with these arguments. A failure is printed before it fails. */
export const antiphon = (args: ReadonlyArray<string>) =>
  Command.runWith(command, { version })(withHelp(args)).pipe(
    Effect.tapCause(report),
    Effect.provideServiceEffect(CliOutput.Presenter, presentCommandLine),
    Effect.provideService(References.MinimumLogLevel, "None")
  )

/** An interrupted command exits with 130. A command that ends by interruption sets another exit code first. */
export const teardown: Runtime.Teardown = (exit, onExit) =>
  Runtime.defaultTeardown(exit, (code) => onExit(code === 130 ? Number(process.exitCode ?? code) : code))
