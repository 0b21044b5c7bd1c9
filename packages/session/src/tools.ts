/** Tools whose arguments are an Effect Schema. They are checked before the handler runs. The model gets them as JSON Schema. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { readArguments } from "./readArguments.ts"
import { type Tool, ToolFailure } from "./Tool.ts"

/** The JSON Schema (draft 2020-12) of a tool's arguments, definitions included. */
export const parametersOf = (schema: Schema.Constraint): Readonly<Record<string, unknown>> => {
  const document = Schema.toJsonSchemaDocument(schema)
  return Object.keys(document.definitions).length === 0
    ? document.schema
    : { ...document.schema, $defs: document.definitions }
}

const parsed = (json: string): Effect.Effect<unknown, ToolFailure> => {
  const value = readArguments(json)
  return value === undefined
    ? Effect.fail(
        new ToolFailure({ code: "invalid_arguments", message: "The arguments are not JSON. Send an object." })
      )
    : Effect.succeed(value)
}

/**
 * A function that the model may call. `run` gets the arguments as the schema types them. Its result is the output, as it is
 * if it is text, and as JSON otherwise. Arguments are read as {@link readArguments} does. The model gets an error if they do
 * not fit, and the `message` if `run` fails.
 */
export const defineTool = <S extends Schema.Codec<unknown, unknown>, E extends { readonly message: string }>(options: {
  /** What the model calls it by. */
  readonly name: string
  /** When and how to use it, in words for the model. */
  readonly description: string
  readonly parameters: S
  readonly run: (parameters: S["Type"]) => Effect.Effect<unknown, E>
}): Tool => {
  const decode = Schema.decodeUnknownEffect(options.parameters)
  return {
    definition: {
      type: "function",
      name: options.name,
      description: options.description,
      parameters: parametersOf(options.parameters)
    },
    run: (json) =>
      Effect.suspend(() => parsed(json)).pipe(
        Effect.flatMap((value) =>
          Effect.mapError(decode(value), ({ message }) => new ToolFailure({ code: "invalid_arguments", message }))
        ),
        Effect.flatMap((parameters) =>
          Effect.mapError(options.run(parameters), ({ message }) => new ToolFailure({ code: "failed", message }))
        ),
        Effect.map((output) => (typeof output === "string" ? output : (JSON.stringify(output) ?? "null")))
      )
  }
}
