/** What the server tells: a JSON object a line, on stdout. */
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { printable } from "../view/format.ts"

const line = Logger.map(Logger.formatStructured, ({ annotations, cause, level, message, timestamp }) =>
  printable(JSON.stringify({ time: timestamp, level, message, ...annotations, cause }))
)

export const structuredLogs = Layer.merge(
  Logger.layer([Logger.withConsoleLog(line)]),
  Layer.succeed(References.MinimumLogLevel, "Info")
)
