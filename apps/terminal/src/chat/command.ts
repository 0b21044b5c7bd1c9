/** The flags of `antiphon chat`. */
import { layer } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { Command, Flag } from "effect/cli"
import { type Answerer, connectTo, elsewhere, endpointFlags, personaFlags } from "../Answerer.ts"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import { here } from "../demo/localServer.ts"
import { toolsFlag, toolsOf } from "../tools/flag.ts"
import { chat } from "./chat.ts"
import { jsonOutput, textOutput } from "./ChatOutput.ts"
import { mute, speakAnswers } from "./speakAnswers.ts"

/**
 * Reads stdin line by line. A terminal gives whole lines, which its user may edit, and its end at Ctrl-D. Text is split at line
 * feeds alone, because `node:readline` also splits at U+2028, which may stand in a text. A shell may begin a pipe with a byte
 * order mark and end lines with a carriage return.
 */
const lines = ({ stdin }: Stdio.Stdio): Stream.Stream<string, CliFailure> =>
  stdin.pipe(
    Stream.mapError(({ cause }) => cliFailure(`cannot read what is typed: ${reasonOf(cause)}`)),
    Stream.decodeText(),
    Stream.mapAccum(() => "", split, { onHalt: (rest) => (rest === "" ? [] : [withoutReturn(rest)]) }),
    Stream.map((line) => line.replace(/^\ufeff/, ""))
  )

/** Splits a text at line feeds. Returns the unfinished rest and the lines. */
const split = (rest: string, piece: string): readonly [string, ReadonlyArray<string>] => {
  const all = (rest + piece).split("\n")
  return [all.at(-1) ?? "", all.slice(0, -1).map(withoutReturn)]
}

/** A line without the carriage return at its end. */
const withoutReturn = (line: string): string => line.replace(/\r$/, "")

/** The first line on a terminal: who answers, and how to leave. */
const greeting = ({ key, name, url }: Answerer, model: string): string =>
  `${name === "elsewhere" ? `${model} at ${url}` : `The offline engine answers ${name.replace(/,.*/, "")}`}${
    Option.isNone(key) && name !== "elsewhere" ? ", without a key" : ""
  }. Each line is a turn. Ctrl-D ends.`

/** The flags with their help. */
const flags = {
  ...endpointFlags,
  ...personaFlags,
  voice: Flag.String("voice").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription(
      "Speak the answers in this voice, e.g. marin, through the loudspeaker. The next line waits for their end"
    ),
    Flag.optional
  ),
  tools: toolsFlag,
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON object a line, of type session, user, call, answer or error"),
    Flag.withDefault(false)
  )
}

/** The `chat` subcommand. */
export const chatCommand = Command.make(
  "chat",
  flags,
  Effect.fnUntraced(
    function* ({ json, url, ...options }) {
      const tools = yield* toolsOf(options.tools)
      const stdio = yield* Stdio.Stdio
      const isTerminal = yield* stdio.stdinIsTerminal
      const speech = Option.isSome(options.voice) ? yield* speakAnswers : mute
      const answerer = yield* Option.match(url, {
        onNone: () => here({ engine: "offline", port: 0, pace: undefined }),
        onSome: elsewhere
      })
      const output = yield* json
        ? jsonOutput(answerer.url)
        : textOutput(isTerminal ? greeting(answerer, options.model) : undefined)
      yield* connectTo(answerer, options.model).pipe(
        Effect.flatMap((connection) => chat(connection, { ...options, tools, speech, output, lines: lines(stdio) })),
        Effect.tapError(({ message }) => output.failed(message))
      )
    },
    Effect.scoped,
    Effect.provide(layer())
  )
).pipe(
  Command.withDescription(
    "Type to a realtime model and read its answers as they arrive. Each line of stdin is a turn, typed or piped. Without --url the offline engine answers by a few rules, without a model."
  ),
  Command.withExamples([
    { command: "antiphon chat", description: "With the offline engine" },
    { command: "echo 'What is 3 plus 4?' | antiphon chat", description: "One question from a pipe" },
    {
      command: "antiphon chat --json < questions.txt | jq -r 'select(.type == \"answer\").text'",
      description: "For a program"
    },
    { command: "antiphon chat --tools tools.json --instructions 'Be brief.'", description: "With functions of yours" },
    { command: "antiphon chat --url ws://127.0.0.1:8765/v1/realtime", description: "With antiphon serve" },
    {
      command: "OPENAI_API_KEY=sk-… antiphon chat --url wss://api.openai.com/v1/realtime --model gpt-realtime",
      description: "With a real model"
    }
  ])
)
