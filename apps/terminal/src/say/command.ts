/** The flags of `antiphon say`. */
import { layer } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Argument, Command, Flag } from "effect/cli"
import { elsewhere, endpointFlags } from "../Answerer.ts"
import { here } from "../demo/localServer.ts"
import { say } from "./say.ts"

/** The `say` subcommand. */
export const sayCommand = Command.make(
  "say",
  {
    ...endpointFlags,
    input: Argument.String("FILE.wav").pipe(
      Argument.withDescription("Your turn as a WAV file of PCM, float or G.711, at any rate, mono or stereo")
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("FILE.wav"),
      Flag.withDescription("The file for the reply. Defaults to reply.wav"),
      Flag.withDefault("reply.wav")
    )
  },
  Effect.fnUntraced(
    function* ({ input, model, out, url }) {
      const server = Option.match(url, {
        onNone: () => here({ engine: "offline", port: 0, pace: undefined }),
        onSome: elsewhere
      })
      yield* say({ input, out, model, server })
    },
    Effect.scoped,
    Effect.provide(layer())
  )
).pipe(
  Command.withDescription(
    "Send a WAV file to a realtime model as one spoken turn, and write the spoken reply to another file. Without --url the offline engine understands English and answers by a few rules."
  ),
  Command.withExamples([
    { command: "antiphon say question.wav --out answer.wav", description: "With the offline engine" },
    { command: "antiphon say question.wav --url ws://127.0.0.1:8765/v1/realtime", description: "With antiphon serve" }
  ])
)
