/** The flags of `antiphon talk`. */
import { layer } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Command, Flag } from "effect/cli"
import { elsewhere, endpointFlags, personaFlags } from "../Answerer.ts"
import { here } from "../demo/localServer.ts"
import { toolsFlag, toolsOf } from "../tools/flag.ts"
import { playerNames, recorderNames } from "./programs.ts"
import { talk } from "./talk.ts"

/** The `talk` subcommand. */
export const talkCommand = Command.make(
  "talk",
  {
    ...endpointFlags,
    ...personaFlags,
    tools: toolsFlag,
    ptt: Flag.Boolean("ptt").pipe(
      Flag.withDescription(
        "Push to talk. Press space and speak, and press it again to send, or hold it while you speak. Without it the server finds the end of your turn"
      ),
      Flag.withDefault(false)
    ),
    recorder: Flag.Literals("recorder", recorderNames).pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("The program for the microphone. Defaults to the first of these on PATH that works"),
      Flag.optional
    ),
    player: Flag.Literals("player", playerNames).pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("The program for the loudspeaker. Defaults to the first of these on PATH that works"),
      Flag.optional
    )
  },
  Effect.fnUntraced(
    function* ({ url, ...options }) {
      const tools = yield* toolsOf(options.tools)
      const server = Option.match(url, {
        onNone: () => here({ engine: "offline", port: 0, pace: undefined }),
        onSome: elsewhere
      })
      yield* talk({ ...options, tools, server })
    },
    Effect.scoped,
    Effect.provide(layer()),
    // Ctrl-C is how a conversation ends.
    Effect.onInterrupt(() =>
      Effect.sync(() => {
        process.exitCode = 0
      })
    )
  )
).pipe(
  Command.withDescription(
    "Talk to a realtime model through the microphone and the loudspeaker of this machine, until Ctrl-C. Interrupt it by speaking. The words of both sides are printed. Without --url the offline engine understands English and answers by a few rules."
  ),
  Command.withExamples([
    { command: "antiphon talk", description: "With the offline engine" },
    {
      command: "OPENAI_API_KEY=sk-… antiphon talk --url wss://api.openai.com/v1/realtime --voice marin",
      description: "With a real model"
    },
    { command: "antiphon talk --ptt --recorder arecord --player aplay", description: "Push to talk, over ALSA" }
  ])
)
