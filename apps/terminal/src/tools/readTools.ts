/** The file of `--tools`: functions that the model may call, each with the program that answers. */
import { type ToolFailure } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { readText } from "../readText.ts"
import { runTool } from "./runTool.ts"

/** One function. */
const Entry = Schema.Struct({
  name: Schema.NonEmptyString,
  /** What the model reads of it. */
  description: Schema.optionalKey(Schema.String),
  /** The JSON Schema of its arguments. Defaults to an object without any. */
  parameters: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  /** The program and its arguments. It reads the arguments of the call as JSON and writes the output. */
  run: Schema.NonEmptyArray(Schema.String)
})

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.NonEmptyArray(Entry)), {
  onExcessProperty: "error"
})

/** A function of the file. */
export interface ToolProgram {
  readonly definition: {
    readonly type: "function"
    readonly name: string
    readonly description?: string
    readonly parameters: Readonly<Record<string, unknown>>
  }
  /** Runs the program with the arguments of a call and returns its output. */
  readonly run: (json: string) => Effect.Effect<string, ToolFailure>
}

/** Reads the file. Fails with one line that says what is wrong with it. */
export const readTools = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<ReadonlyArray<ToolProgram>, CliFailure> {
  const text = yield* readText(path, `cannot read ${path}`)
  const entries = yield* Effect.mapError(decode(text), ({ message }) =>
    cliFailure(
      `${path} is not a list of tools: ${message.replaceAll(/\s*\n\s*/g, " ")}. Give each a name and run, a list such as ["node", "weather.js"]`
    )
  )
  return entries.map(({ description, name, parameters, run }) => ({
    definition: {
      type: "function",
      name,
      ...(description === undefined ? {} : { description }),
      parameters: parameters ?? { type: "object", properties: {} }
    },
    run: (json) => runTool(run, json)
  }))
})
