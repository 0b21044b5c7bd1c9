#!/usr/bin/env node
/** The `antiphon` command. */
import * as NodeChildProcessSpawner from "@effect/platform-node-shared/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as NodeRuntime from "@effect/platform-node-shared/NodeRuntime"
import * as NodeStdio from "@effect/platform-node-shared/NodeStdio"
import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Runtime from "effect/Runtime"
import { Command } from "effect/cli"
import { readFileSync } from "node:fs"
import { chatCommand } from "./chat/command.ts"
import { demoCommand } from "./demo/command.ts"
import { replayCommand } from "./replay/command.ts"
import { serveCommand } from "./serve/command.ts"
import { talkCommand } from "./talk/command.ts"
import { printable } from "./view/format.ts"

/** The command with its subcommands. */
const antiphon = Command.make("antiphon").pipe(
  Command.withDescription("Realtime voice at the command line."),
  Command.withSubcommands([demoCommand, chatCommand, talkCommand, replayCommand, serveCommand])
)

/** The file system of Node. */
const files = Layer.merge(NodeFileSystem.layer, NodePath.layer)
/** The services that commands need. */
const platform = Layer.mergeAll(
  files,
  NodeTerminal.layer,
  NodeStdio.layer,
  Layer.provide(NodeChildProcessSpawner.layer, files)
)

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string
}

/** Prints one line for a foreseen failure. The command line shows its own errors with its help. */
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

/** An interrupted command exits with 130. A command that ends by interruption sets another exit code first. */
const teardown: Runtime.Teardown = (exit, onExit) =>
  Runtime.defaultTeardown(exit, (code) => onExit(code === 130 ? Number(process.exitCode ?? code) : code))

antiphon.pipe(
  Command.run({ version }),
  Effect.tapCause(report),
  Effect.provide(platform),
  Effect.provideService(References.MinimumLogLevel, "None"),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown })
)
