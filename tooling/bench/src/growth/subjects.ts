/** The parts that read the frames of a case, which are the decoders, the state, a session, a recorder and servers. */
import { Beta, ClientEvent, type Connection, type Decoded, ServerEvent, Translation } from "@antiphon/core"
import * as Live from "@antiphon/core/live"
import type { EventCodec } from "@antiphon/core/transport"
import { pair } from "@antiphon/core/testing"
import { record } from "@antiphon/recording"
import { Engine, scripted, serve, serveBeta, serveTranslation } from "@antiphon/server"
import { conversation, initial, reduce, Session } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { GrowthCase, Reader, Subject } from "./Case.ts"
import { clientSubject } from "./clientSubject.ts"
import { farewell, greeting, run, writeAll } from "./wires.ts"

/** Returns whether a value is new, and remembers it. */
const firstOf = <A>(): ((value: A) => boolean) => {
  const seen = new Set<A>()
  return (value) => seen.size < seen.add(value).size
}

/** Leaves out cases with bent members. The decoder drops those members, so nothing behind it sees them. */
const wholeOnly = ({ kind }: GrowthCase): boolean => kind !== "bent"

/** Frames are read one by one, so a sequence of small ones costs the sum. */
const hasLargeFrame = ({ frames, kind }: GrowthCase): boolean =>
  kind !== "sequence" || frames(64).length === frames(128).length

interface Codec {
  readonly decode: (frame: string) => { readonly _tag: string; readonly event?: object; readonly error?: Error }
}

/** Decodes each frame, and formats the error of a frame that is refused. */
const decoder = (reader: Reader, { decode }: Codec): Subject => {
  const isFirst = { whole: firstOf(), bent: firstOf(), sequence: firstOf() }
  return {
    name: "decode",
    reader,
    differs: (each) => hasLargeFrame(each) && isFirst[each.kind](each.shape),
    work: (frames) => () => frames.reduce((sum, frame) => sum + (decode(frame).error?.message.length ?? 1), 0)
  }
}

const stateOf: Subject = {
  name: "state",
  reader: "client",
  differs: wholeOnly,
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

/** A session that receives every frame and reads its events to the end. */
const sessionSubject: Subject = {
  name: "session",
  reader: "client",
  differs: wholeOnly,
  work: (frames) => () =>
    run(
      Effect.gen(function* () {
        const { client, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
        wire.toClient.write(greeting)
        const session = yield* Session.make(client)
        const read = yield* Effect.forkScoped(
          Stream.runDrain(Stream.takeUntil(session.events, (event) => String(event.type) === farewell)),
          { startImmediately: true }
        )
        yield* writeAll(wire.toClient.write, [...frames, JSON.stringify({ type: farewell })])
        yield* Effect.raceFirst(Effect.ignore(Fiber.join(read)), client.ended)
      })
    )
}

/** A recorder that writes every frame that its connection receives. It looks at keys and knows no order of events. */
const recorder = (): Subject => {
  const isFirst = { whole: firstOf(), bent: firstOf(), sequence: firstOf() }
  return {
    name: "recorder",
    reader: "client",
    differs: (each) => hasLargeFrame(each) && isFirst[each.kind](each.keys),
    work: (frames) => () =>
      run(
        Effect.gen(function* () {
          const { client, server, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
          const { incoming } = yield* record(client, { write: () => Effect.void }, { endpoint: "ws://127.0.0.1" })
          const read = yield* Effect.forkScoped(Effect.ignore(Stream.runDrain(incoming)), { startImmediately: true })
          yield* writeAll(wire.toClient.write, frames)
          yield* Effect.forkScoped(server.close())
          yield* Fiber.join(read)
        })
      )
  }
}

/** A server that receives every frame, and then an unknown command, which it refuses by name. */
const served = <In, Out extends { readonly type: string }>(
  reader: Reader,
  codecs: { readonly client: EventCodec<In>; readonly server: EventCodec<Out> },
  serving: (connection: Connection<In, Out>) => Effect.Effect<unknown, never, Engine>
): Subject => ({
  name: "server",
  reader,
  differs: () => true,
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
  decoder("live client", Live.ServerEvent),
  decoder("live server", Live.ClientEvent),
  stateOf,
  sessionSubject,
  clientSubject,
  recorder(),
  served("server", { client: ClientEvent, server: ServerEvent }, (connection) => serve(connection)),
  served("beta server", { client: Beta.ClientEvent, server: Beta.ServerEvent }, (connection) => serveBeta(connection)),
  served("translation server", { client: Translation.ClientEvent, server: Translation.ServerEvent }, (connection) =>
    serveTranslation(connection)
  )
]
