/** The server that runs in this process. */
import { ClientEvent, type Connection, type Handshake, ServerEvent, type TransportError } from "@antiphon/core"
import type { Codecs } from "@antiphon/core/transport"
import * as Live from "@antiphon/core/live"
import { echo, Engine, type EngineParts, scripted as scriptedEngine, serve, serveLive } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Schema from "effect/Schema"
import { readFile } from "node:fs/promises"
import type { Answerer } from "../Answerer.ts"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { offline } from "../offline/engine.ts"
import { asset, readInput } from "./readInput.ts"

/** The engines of the demo. */
export type EngineName = "offline" | "scripted" | "echo"

/** The words of a recording, as they stand beside it. */
const Words = Schema.fromJsonString(Schema.Struct({ transcript: Schema.String }))

/** Reads the words of a recording. */
const wordsOf = (name: string): Effect.Effect<string> =>
  Effect.promise(() => readFile(asset(`${name}.json`), "utf8")).pipe(
    Effect.flatMap(Schema.decodeUnknownEffect(Words)),
    Effect.map(({ transcript }) => transcript),
    Effect.orDie
  )

/** The engine that answers with the recorded reply, at `pace` times real time. */
const scripted = Effect.fnUntraced(function* (pace: number | undefined): Effect.fn.Return<EngineParts, CliFailure> {
  const turn = {
    heard: yield* wordsOf("user-turn"),
    say: yield* wordsOf("reply"),
    voice: yield* readInput(asset("reply.wav"))
  }
  return scriptedEngine({ turns: [turn], ...(pace === undefined ? {} : { pace }) })
})

/** Makes an engine by its name. */
const engineNamed = (
  name: EngineName,
  pace: number | undefined
): Effect.Effect<EngineParts, CliFailure, Scope.Scope> => {
  switch (name) {
    case "offline":
      return offline
    case "scripted":
      return scripted(pace)
    case "echo":
      return Effect.succeed(echo)
  }
}

/** How to serve. */
export interface HereOptions {
  readonly engine: EngineName
  readonly port: number
  /** The pace of the scripted engine as a factor of real time, or `undefined` for as fast as possible. */
  readonly pace: number | undefined
}

/** What a protocol has of its own. */
interface Protocol<In, Out> {
  readonly path: string
  readonly vocabulary: Codecs<In, Out>
  readonly hold: (connection: Connection<In, Out>, handshake: Handshake) => Effect.Effect<unknown, never, Engine>
}

/** Serves on loopback until the scope ends. Takes any free port if `port` is 0. */
const serving = <In, Out>({ hold, path, vocabulary }: Protocol<In, Out>) =>
  Effect.fnUntraced(function* (options: HereOptions): Effect.fn.Return<Answerer, CliFailure, Scope.Scope> {
    const engine = yield* engineNamed(options.engine, options.pace)
    const listener = yield* Effect.mapError(listen({ port: options.port, vocabulary }), cannotListen)
    yield* listener.run(hold).pipe(Effect.provideService(Engine, engine), Effect.forkScoped)
    return {
      name: `in this process, ${options.engine} engine`,
      url: `ws://${listener.address.host}:${listener.address.port}${path}`,
      key: Option.none()
    }
  })

const cannotListen = ({ message, reason }: TransportError): CliFailure =>
  cliFailure(`the server cannot listen: ${reason._tag === "Open" ? reason.detail : message}`)

/** Serves Realtime. */
export const here = serving({
  path: "/v1/realtime",
  vocabulary: { incoming: ClientEvent, outgoing: ServerEvent },
  hold: (connection, handshake) => serve(connection, handshake)
})

/** Serves OpenAI Live. */
export const hereLive = serving({
  path: "/v1/live/sessions",
  vocabulary: { incoming: Live.ClientEvent, outgoing: Live.ServerEvent },
  hold: (connection, handshake) => serveLive(connection, handshake)
})
