/** The log of the server, one JSON object a line on stdout. */
import { redactText, redactValue } from "@antiphon/core/transport"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { printable } from "../view/format.ts"

/** Peers choose some of what is logged, and may quote a credential in it. */
const withoutCredentials = (value: unknown): unknown =>
  typeof value === "string" ? redactText(value) : redactValue(value)

const cleaned = (entry: object): object =>
  Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, withoutCredentials(value)]))

/** Formats an entry of the log. */
const line = Logger.map(Logger.formatStructured, ({ annotations, cause, level, message, timestamp }) =>
  printable(JSON.stringify(cleaned({ time: timestamp, level, message, ...annotations, cause })))
)

/** Replaces the loggers of a program by this one, from level Info on. */
export const structuredLogs = Layer.merge(
  Logger.layer([Logger.withConsoleLog(line)]),
  Layer.succeed(References.MinimumLogLevel, "Info")
)
