/** The flags of `antiphon talk`. */
import { layer } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Argument, Command, Flag } from "effect/cli"
import { elsewhere, endpointFlags } from "../Answerer.ts"
import { here } from "../demo/localServer.ts"
import { talk } from "./talk.ts"

export const talkCommand = Command.make(
  "talk",
  {
    ...endpointFlags,
    input: Argument.String("FILE.wav").pipe(
      Argument.withDescription("What you say: a WAV file of PCM, float or G.711, any rate, mono or stereo")
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("FILE.wav"),
      Flag.withDescription("Where the reply goes (reply.wav)"),
      Flag.withDefault("reply.wav")
    )
  },
  Effect.fnUntraced(
    function* ({ input, model, out, url }) {
      const server = Option.match(url, {
        onNone: () => here({ engine: "offline", port: 0, pace: undefined }),
        onSome: elsewhere
      })
      yield* talk({ input, out, model, server })
    },
    Effect.scoped,
    Effect.provide(layer())
  )
).pipe(
  Command.withDescription(
    "Say a file to a realtime model: its speech is one turn, and the spoken reply is written to another file. Without --url the offline engine answers: it says how long you spoke, and repeats it."
  ),
  Command.withExamples([
    { command: "antiphon talk question.wav --out answer.wav", description: "With the offline engine" },
    { command: "antiphon talk question.wav --url ws://127.0.0.1:8765/v1/realtime", description: "With antiphon serve" }
  ])
)
