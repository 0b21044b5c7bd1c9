/** The flags of `antiphon replay`. */
import { readFile } from "@antiphon/recording/node"
import { layer } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Argument, Command, Flag } from "effect/cli"
import { connectTo, elsewhere, endpointFlags } from "../Answerer.ts"
import { cliFailure, reasonOf } from "../CliFailure.ts"
import { perform, show } from "./replay.ts"

/** The `replay` subcommand. */
export const replayCommand = Command.make(
  "replay",
  {
    ...endpointFlags,
    url: Flag.String("url").pipe(
      Flag.withMetavar("WSS-URL"),
      Flag.withDescription(
        "Play the recorded user to this Realtime endpoint and show its new answers, with the key in OPENAI_API_KEY"
      ),
      Flag.optional
    ),
    file: Argument.String("FILE.jsonl").pipe(
      Argument.withDescription("A recording of antiphon demo, antiphon serve --record, or @antiphon/recording")
    ),
    speed: Flag.Finite("speed").pipe(
      Flag.withMetavar("TIMES"),
      Flag.withDescription("The speed as a factor, or 0 for no pauses. Defaults to 1"),
      Flag.withDefault(1),
      Flag.filter(
        (speed) => speed >= 0,
        (speed) => `--speed ${speed} is negative: give 0 or more`
      )
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("FILE.wav"),
      Flag.withDescription("The file for the assistant's audio"),
      Flag.optional
    )
  },
  Effect.fnUntraced(
    function* ({ file, model, out, speed, url }) {
      const recording = yield* Effect.mapError(readFile(file), (error) => cliFailure(reasonOf(error)))
      const options = { recording, out, speed: speed === 0 ? Infinity : speed }
      if (Option.isNone(url)) return yield* show(options)
      yield* perform(options, yield* connectTo(yield* elsewhere(url.value), model))
    },
    Effect.scoped,
    Effect.provide(layer())
  )
).pipe(
  Command.withDescription(
    "Replay a recorded conversation. Shows its events at their times and its words, and writes the assistant's audio to a file. With --url the recorded user speaks to a live server. Each event is sent once the server has answered as recorded."
  ),
  Command.withExamples([
    { command: "antiphon replay out/demo/session.jsonl --speed 4", description: "Four times as fast" },
    {
      command: "antiphon replay out/demo/session.jsonl --url ws://127.0.0.1:8765/v1/realtime",
      description: "The same user, to antiphon serve"
    }
  ])
)
