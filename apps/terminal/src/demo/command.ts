/** The flags of `antiphon demo`. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Command, Flag } from "effect/cli"
import { layer } from "@antiphon/transport-websocket/node"
import { cliFailure } from "../CliFailure.ts"
import { type Answerer, demo } from "./demo.ts"
import { localServer } from "./localServer.ts"
import { asset } from "./readInput.ts"

const loopback = /^wss?:\/\/(localhost|127(\.\d+){3}|\[::1\])([:/]|$)/

/** The scripted engine speaks twice as fast as real time, so that one sees its words come. */
const pace = 2

const flags = {
  url: Flag.String("url").pipe(
    Flag.withMetavar("WSS-URL"),
    Flag.withDescription(
      "Speak with this Realtime endpoint, e.g. wss://api.openai.com/v1/realtime; the key is taken from OPENAI_API_KEY. Without it a server in this process answers"
    ),
    Flag.optional
  ),
  model: Flag.String("model").pipe(
    Flag.withDescription("The model to ask for (gpt-realtime)"),
    Flag.withDefault("gpt-realtime")
  ),
  engine: Flag.Literals("engine", ["offline", "scripted", "echo"]).pipe(
    Flag.withDescription(
      "How the server in this process answers: with a voice of its own that says how long you spoke and repeats it (offline), with a recorded reply (scripted), or with your own voice (echo)"
    ),
    Flag.withDefault("offline" as const)
  ),
  port: Flag.Int("port").pipe(
    Flag.withDescription("The port of the server in this process, on loopback (0: any free one)"),
    Flag.withDefault(0),
    Flag.filter(
      (port) => port >= 0 && port < 65_536,
      () => "a port, 0 to 65535"
    )
  ),
  input: Flag.String("input").pipe(
    Flag.withMetavar("FILE.wav"),
    Flag.withDescription("What you say: a WAV file of PCM or float, any rate, mono or stereo (a recorded sentence)"),
    Flag.optional
  ),
  out: Flag.String("out").pipe(
    Flag.withMetavar("FOLDER"),
    Flag.withDescription("Where reply.wav, conversation.wav and session.jsonl go (out/demo)"),
    Flag.withDefault("out/demo")
  ),
  fast: Flag.Boolean("fast").pipe(
    Flag.withDescription("Send the microphone's audio as fast as it goes, not in real time"),
    Flag.withDefault(false)
  )
}

export const demoCommand = Command.make(
  "demo",
  flags,
  Effect.fnUntraced(function* ({ engine, fast, input, model, out, port, url }) {
    const server = Option.match(url, {
      onNone: () =>
        Effect.map(localServer({ engine, port, pace: fast ? undefined : pace }), (address): Answerer => ({
          name: `in this process, ${engine} engine`,
          url: address,
          key: Option.none()
        })),
      onSome: remote
    })
    const options = { input: Option.getOrElse(input, () => asset("user-turn.wav")), out, paced: !fast, model, server }
    yield* Effect.scoped(demo(options))
  }, Effect.provide(layer()))
).pipe(
  Command.withDescription(
    "Hold one spoken turn: a recording plays the microphone, the server hears where the speech ends, and its spoken answer comes back. Needs neither a key nor a network, unless you give --url."
  ),
  Command.withExamples([
    { command: "antiphon demo", description: "A turn with the server in this process" },
    { command: "antiphon demo --engine scripted", description: "A recorded human voice answers" },
    { command: "antiphon demo --engine echo --input hello.wav", description: "Your own voice comes back" },
    {
      command: "OPENAI_API_KEY=sk-… antiphon demo --url wss://api.openai.com/v1/realtime --model gpt-realtime",
      description: "The same turn with a real model"
    }
  ])
)

/** An endpoint elsewhere. Away from loopback it wants a key. */
const remote = Effect.fnUntraced(function* (url: string) {
  const key = yield* Config.option(Config.Redacted("OPENAI_API_KEY")).pipe(Effect.orDie)
  if (Option.isNone(key) && !loopback.test(url)) {
    return yield* cliFailure(`${url} wants a key: set OPENAI_API_KEY`)
  }
  return { name: "elsewhere", url, key } satisfies Answerer
})
