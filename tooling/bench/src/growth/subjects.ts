/** The parts that read the frames of a case, which are the decoders, the state, a session, a recorder and servers. */
import { Beta, ClientEvent, type Connection, type Decoded, ServerEvent, Translation } from "@antiphon/core"
import type { EventCodec } from "@antiphon/core/transport"
import { pair } from "@antiphon/core/testing"
import { record } from "@antiphon/recording"
import { Engine, scripted, serve, serveBeta, serveTranslation } from "@antiphon/server"
import { conversation, initial, reduce, Session } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Reader } from "./Case.ts"
import type { Work } from "./measureGrowth.ts"

export interface Subject {
  readonly name: string
  readonly reader: Reader
  readonly work: (frames: ReadonlyArray<string>) => Work
}

interface Codec {
  readonly decode: (frame: string) => { readonly _tag: string; readonly event?: object; readonly error?: Error }
}

/** Decodes each frame, and formats the error of a frame that is refused. */
const decoder = (reader: Reader, { decode }: Codec): Subject => ({
  name: "decode",
  reader,
  work: (frames) => () => frames.reduce((sum, frame) => sum + (decode(frame).error?.message.length ?? 1), 0)
})

const stateOf: Subject = {
  name: "state",
  reader: "client",
  work: (frames) => {
    const events = frames.flatMap((frame) => {
      const decoded = ServerEvent.decode(frame)
      return decoded._tag === "Known" ? [decoded.event] : []
    })
    return () => {
      let state = initial
      for (const event of events) state = reduce(state, event)
      return conversation(state).length
    }
  }
}

/** The number of frames to write before the other side gets a turn. */
const breath = 128

const writeAll = (write: (frame: string) => void, frames: ReadonlyArray<string>) =>
  Effect.forEach(
    frames,
    (frame, n) =>
      Effect.andThen(
        Effect.sync(() => write(frame)),
        n % breath === 0 ? Effect.yieldNow : Effect.void
      ),
    { discard: true }
  )

const run = <E>(effect: Effect.Effect<unknown, E, Scope.Scope>): Promise<unknown> =>
  Effect.runPromise(Effect.ignore(Effect.timeout(Effect.scoped(effect), "60 seconds")))

const greeting = JSON.stringify({ type: "session.created", event_id: "hello", session: { type: "realtime", id: "s" } })
const farewell = "growth.farewell"

type Ours = Connection<ServerEvent, ClientEvent>

/** A session that receives every frame and reads its events to the end. */
const sessionSubject = (
  name: string,
  over: (connection: Ours) => Effect.Effect<Ours, unknown, Scope.Scope>
): Subject => ({
  name,
  reader: "client",
  work: (frames) => () =>
    run(
      Effect.gen(function* () {
        const { client, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
        wire.toClient.write(greeting)
        const session = yield* Session.make(yield* over(client))
        const read = yield* Effect.forkScoped(
          Stream.runDrain(Stream.takeUntil(session.events, (event) => String(event.type) === farewell)),
          { startImmediately: true }
        )
        yield* writeAll(wire.toClient.write, [...frames, JSON.stringify({ type: farewell })])
        yield* Effect.raceFirst(Effect.ignore(Fiber.join(read)), client.ended)
      })
    )
})

const nowhere = { write: () => Effect.void }

/** A server that receives every frame, and then an unknown command, which it refuses by name. */
const served = <In, Out extends { readonly type: string }>(
  reader: Reader,
  codecs: { readonly client: EventCodec<In>; readonly server: EventCodec<Out> },
  serving: (connection: Connection<In, Out>) => Effect.Effect<unknown, never, Engine>
): Subject => ({
  name: "server",
  reader,
  work: (frames) => () =>
    run(
      Effect.gen(function* () {
        const { client, server, wire } = yield* pair({ incoming: codecs.server, outgoing: codecs.client })
        yield* Effect.forkScoped(Effect.provideService(serving(server), Engine, scripted({ turns: [{ say: "Yes." }] })))
        const isRefusal = (decoded: Decoded<Out>): boolean =>
          decoded._tag === "Known" && decoded.event.type === "error" && JSON.stringify(decoded.event).includes(farewell)
        const read = yield* Effect.forkScoped(Stream.runDrain(Stream.takeUntil(client.incoming, isRefusal)), {
          startImmediately: true
        })
        yield* writeAll(wire.toServer.write, [...frames, JSON.stringify({ type: farewell, event_id: farewell })])
        yield* Effect.raceFirst(Effect.ignore(Fiber.join(read)), client.ended)
      })
    )
})

export const subjects: ReadonlyArray<Subject> = [
  decoder("client", ServerEvent),
  decoder("server", ClientEvent),
  decoder("beta client", Beta.ServerEvent),
  decoder("beta server", Beta.ClientEvent),
  decoder("translation client", Translation.ServerEvent),
  decoder("translation server", Translation.ClientEvent),
  stateOf,
  sessionSubject("session", (connection) => Effect.succeed(connection)),
  sessionSubject("recorded session", (connection) => record(connection, nowhere, { endpoint: "ws://127.0.0.1" })),
  served("server", { client: ClientEvent, server: ServerEvent }, (connection) => serve(connection)),
  served("beta server", { client: Beta.ClientEvent, server: Beta.ServerEvent }, (connection) => serveBeta(connection)),
  served("translation server", { client: Translation.ClientEvent, server: Translation.ServerEvent }, (connection) =>
    serveTranslation(connection)
  )
]
