/** The script file of `--engine scripted`. */
import type { EngineParts, Script, ScriptedSenses, ScriptedTurn } from "@antiphon/server"
import { scripted } from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { dirname, resolve } from "node:path"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import { readText } from "../readText.ts"
import { readInput } from "../demo/readInput.ts"
import { lineOf } from "./lineOf.ts"

/** The arguments of a call as a JSON object. */
const Arguments = Schema.Record(Schema.String, Schema.Unknown)

/** A function call of the answer. */
const Call = Schema.Struct({
  /** The function's name. */
  name: Schema.String,
  /** Sent as JSON. Defaults to `{}`. */
  arguments: Schema.optionalKey(Arguments)
})

/** A call of a remote tool, with its outcome. */
const McpCall = Schema.Struct({
  server: Schema.String,
  name: Schema.String,
  arguments: Schema.optionalKey(Arguments),
  /** The output of the remote tool. Give `error` instead if the call fails. */
  output: Schema.optionalKey(Schema.String),
  error: Schema.optionalKey(Schema.String)
})

/** What any answer has. */
const turnFields = {
  /** The transcript of what the user said. */
  heard: Schema.optionalKey(Schema.String),
  /** The log probability of each of its words, as natural logarithms. */
  logprobs: Schema.optionalKey(Schema.Array(Schema.Finite)),
  /** Words that are only written. They come before the spoken ones. */
  write: Schema.optionalKey(Schema.String),
  say: Schema.optionalKey(Schema.String),
  /** The answer as a WAV file, with a path relative to the script's folder. Defaults to the voice of flite. */
  voice: Schema.optionalKey(Schema.String),
  calls: Schema.optionalKey(Schema.Array(Call)),
  mcpCalls: Schema.optionalKey(Schema.Array(McpCall)),
  /** The response fails with this message, after its words. */
  fail: Schema.optionalKey(Schema.String)
}

/** A turn of the conversation, by its place. */
const Turn = Schema.Struct({
  ...turnFields,
  /** Milliseconds before the answer. Defaults to 0. */
  afterMs: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)))
})

/** A turn of the conversation, by what the user said. */
const Answer = Schema.Struct({
  ...turnFields,
  /** Words that the user's message contains. */
  when: Schema.String.check(Schema.isNonEmpty()),
  /** What follows the outputs of the calls. */
  then: Schema.optionalKey(Schema.Struct(turnFields))
})

/** A tool of a remote MCP server. */
const McpToolListing = Schema.Struct({
  name: Schema.String,
  description: Schema.optionalKey(Schema.String),
  input_schema: Schema.Unknown
})

/** The content of a script file. */
export const ScriptFile = Schema.Struct({
  /** The turns in order. After the last the first comes again. */
  turns: Schema.NonEmptyArray(Turn),
  /** Answers that are preferred to the turns, by what the user said. */
  answers: Schema.optionalKey(Schema.Array(Answer)),
  /** The pace of audio as a factor of real time. Defaults to all at once. */
  pace: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
  /** The tools of remote MCP servers, by `server_label`. */
  mcpTools: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(McpToolListing)))
})

/** Refuses keys that the format does not have. */
const decode = Schema.decodeUnknownEffect(ScriptFile, { onExcessProperty: "error" })

/** Parses a JSON text. Fails with the problem and its line. */
const parse = (text: string): Effect.Effect<unknown, string> =>
  Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: (cause) => {
      const said = reasonOf(cause).replaceAll(/\s+/g, " ")
      // An engine that names no place has read to the end.
      const line = /line (\d+)/.exec(said)?.[1] ?? text.trimEnd().split(/\r\n?|\n/).length
      return `line ${line} is not JSON: ${said}. Correct that line.`
    }
  })

/** Describes a misfit in one line, with the line of the file. */
const place = (text: string, message: string): string => {
  const said = message.replaceAll(/\s*\n\s*/g, " ")
  const [steps = ""] = /(?:\["[^"]*"\]|\[\d+\])+/.exec(said) ?? []
  const path = [...steps.matchAll(/\["([^"]*)"\]|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index))
  return `line ${lineOf(text, path)}: ${said}. The README of the command lists the keys of a turn.`
}

/** Reads a script file. Returns what makes its engine of a voice and ears. Fails with one line that names the place. */
export const readScript = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<(senses: ScriptedSenses) => EngineParts, CliFailure> {
  const text = yield* readText(path, `cannot read ${path}`)
  const value = yield* Effect.mapError(parse(text), (problem) => cliFailure(`${path} is not a script: ${problem}`))
  const file = yield* Effect.mapError(decode(value), ({ message }) =>
    cliFailure(`${path} is not a script: ${place(text, message)}`)
  )
  const [first, ...others] = file.turns
  const turnOf = turnIn(dirname(path))
  const script: Script = {
    turns: [yield* turnOf(first), ...(yield* Effect.forEach(others, turnOf))],
    answers: yield* Effect.forEach(file.answers ?? [], (answer) =>
      Effect.gen(function* () {
        const then = answer.then === undefined ? {} : { then: yield* turnOf(answer.then) }
        return { ...(yield* turnOf(answer)), when: answer.when, ...then }
      })
    ),
    ...(file.pace === undefined ? {} : { pace: file.pace }),
    ...(file.mcpTools === undefined ? {} : { mcpTools: file.mcpTools })
  }
  return (senses) => {
    const engine = scripted(script, senses)
    return {
      ...engine,
      respond: (request) => {
        const { afterMs = 0 } = file.turns[request.turn % file.turns.length] ?? first
        return Stream.unwrap(Effect.as(Effect.sleep(afterMs), engine.respond(request)))
      }
    }
  }
})

/** Reads a turn of a script in a folder, with its voice. */
const turnIn = (folder: string) =>
  Effect.fnUntraced(function* (
    turn: Schema.Struct.Type<typeof turnFields>
  ): Effect.fn.Return<ScriptedTurn, CliFailure> {
    const { calls = [], mcpCalls = [], voice } = turn
    return {
      ...(turn.heard === undefined ? {} : { heard: turn.heard }),
      ...(turn.logprobs === undefined ? {} : { logprobs: turn.logprobs }),
      ...(turn.write === undefined ? {} : { write: turn.write }),
      ...(turn.say === undefined ? {} : { say: turn.say }),
      ...(turn.fail === undefined ? {} : { fail: turn.fail }),
      ...(voice === undefined ? {} : { voice: yield* readInput(resolve(folder, voice)) }),
      calls: calls.map(({ arguments: given = {}, name }) => ({ name, arguments: given })),
      mcpCalls: mcpCalls.map(({ arguments: given = {}, error, name, output = "", server }) => ({
        serverLabel: server,
        name,
        arguments: given,
        result: error === undefined ? { output } : { error }
      }))
    }
  })
