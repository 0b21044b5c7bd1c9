/** The flags of `antiphon demo`. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Command, Flag } from "effect/cli"
import { layer } from "@antiphon/transport-websocket/node"
import { elsewhere, endpointFlags } from "../Answerer.ts"
import { demo } from "./demo.ts"
import { liveDemo } from "./liveDemo.ts"
import { here, hereLive } from "./localServer.ts"
import { asset } from "./readInput.ts"

/** The scripted engine speaks twice as fast as real time, so that the user sees its words arrive. */
const pace = 2

/** The flags with their help. */
const flags = {
  ...endpointFlags,
  model: Flag.String("model").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("The model to ask for. Defaults to gpt-realtime, and with --live to gpt-live-1"),
    Flag.optional
  ),
  engine: Flag.Literals("engine", ["offline", "scripted", "echo"]).pipe(
    Flag.withDescription(
      "How the server in this process answers. offline understands English and answers by a few rules, scripted plays a recorded reply, echo plays your own voice. Defaults to offline"
    ),
    Flag.withDefault("offline" as const)
  ),
  port: Flag.Int("port").pipe(
    Flag.withDescription("The loopback port of the server in this process. Defaults to 0, any free one"),
    Flag.withDefault(0),
    Flag.filter(
      (port) => port >= 0 && port < 65_536,
      () => "a port, 0 to 65535"
    )
  ),
  input: Flag.String("input").pipe(
    Flag.withMetavar("FILE.wav"),
    Flag.withDescription(
      "Your turn as a WAV file of PCM, float or G.711, at any rate, mono or stereo. Defaults to a recorded sentence"
    ),
    Flag.optional
  ),
  out: Flag.String("out").pipe(
    Flag.withMetavar("FOLDER"),
    Flag.withDescription("The folder for reply.wav, conversation.wav and session.jsonl. Defaults to out/demo"),
    Flag.withDefault("out/demo")
  ),
  live: Flag.Boolean("live").pipe(
    Flag.withDescription("Speak OpenAI Live in place of Realtime"),
    Flag.withDefault(false)
  ),
  fast: Flag.Boolean("fast").pipe(
    Flag.withDescription("Send the audio as fast as possible, not in real time"),
    Flag.withDefault(false)
  )
}

/** The `demo` subcommand. */
export const demoCommand = Command.make(
  "demo",
  flags,
  Effect.fnUntraced(function* ({ engine, fast, input, live, model, out, port, url }) {
    const server = Option.match(url, {
      onNone: () => (live ? hereLive : here)({ engine, port, pace: fast ? undefined : pace }),
      onSome: elsewhere
    })
    const options = {
      input: Option.getOrElse(input, () => asset("user-turn.wav")),
      out,
      paced: !fast,
      model: Option.getOrElse(model, () => (live ? "gpt-live-1" : "gpt-realtime")),
      server
    }
    yield* Effect.scoped(live ? liveDemo(options) : demo(options))
  }, Effect.provide(layer()))
).pipe(
  Command.withDescription(
    "Hold one spoken turn. A recording plays the microphone, the server detects the end of speech, and its spoken answer comes back. Needs neither a key nor a network without --url."
  ),
  Command.withExamples([
    { command: "antiphon demo", description: "A turn with the server in this process" },
    { command: "antiphon demo --live", description: "A turn in OpenAI Live, one stream both ways" },
    { command: "antiphon demo --engine scripted", description: "A recorded human voice answers" },
    { command: "antiphon demo --engine echo --input hello.wav", description: "Your own voice comes back" },
    {
      command: "OPENAI_API_KEY=sk-… antiphon demo --url wss://api.openai.com/v1/realtime --model gpt-realtime",
      description: "The same turn with a real model"
    }
  ])
)
