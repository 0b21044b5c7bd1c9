/** The log of the server, one JSON object a line on stdout. */
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { printable } from "../view/format.ts"

/** Formats an entry of the log. */
const line = Logger.map(Logger.formatStructured, ({ annotations, cause, level, message, timestamp }) =>
  printable(JSON.stringify({ time: timestamp, level, message, ...annotations, cause }))
)

/** Replaces the loggers of a program by this one, from level Info on. */
export const structuredLogs = Layer.merge(
  Logger.layer([Logger.withConsoleLog(line)]),
  Layer.succeed(References.MinimumLogLevel, "Info")
)
