import { readFileSync } from "node:fs"
import { Base64, Pcm16, Resampler, Wav } from "@antiphon/audio"
import {
  ClientEvent,
  type Connection,
  type EventNamed,
  type Handshake,
  ServerEvent,
  type TransportError
} from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { pieces } from "../src/engine/pieces.ts"
import { Invariants } from "./invariants.ts"
import { type Engine, serve, type ServeOptions } from "../src/index.ts"

type Fields<T extends ClientEvent["type"]> = Omit<EventNamed<typeof ClientEvent, T>, "type">

/** A client of a session over the in-memory pair. Every event that it takes is checked against the invariants. */
export interface Client {
  readonly connection: Connection<ServerEvent, ClientEvent>
  readonly next: Effect.Effect<ServerEvent>
  /** The next event, which has to be of this type. */
  readonly expect: <T extends ServerEvent["type"]>(type: T) => Effect.Effect<EventNamed<typeof ServerEvent, T>>
  /** The events up to and with the next of this type. */
  readonly until: (type: ServerEvent["type"]) => Effect.Effect<ReadonlyArray<ServerEvent>>
  readonly send: <T extends ClientEvent["type"]>(type: T, fields: Fields<T>) => Effect.Effect<void, TransportError>
  /** Appends audio in pieces of 100 ms. */
  readonly append: (samples: Int16Array) => Effect.Effect<void, TransportError>
  /** How `serve` ended. */
  readonly ended: Effect.Effect<TransportError>
}

export const connect = Effect.fnUntraced(function* (
  engine: Layer.Layer<Engine>,
  query: Handshake["query"] = {},
  options: ServeOptions = { seed: "test" },
  { audio = "events", callId }: { readonly audio?: "events" | "tracks"; readonly callId?: string } = {}
): Effect.fn.Return<Client, never, Scope.Scope> {
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent, audio })
  const accepted = { ...server, callId: Option.fromUndefinedOr(callId) }
  const serving = yield* Effect.forkScoped(Effect.provide(serve(accepted, handshake(query), options), engine))
  const events = yield* Queue.unbounded<ServerEvent>()
  yield* client.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Known" ? Queue.offer(events, decoded.event) : Effect.die(decoded)
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  const invariants = new Invariants()
  const next = Effect.tap(Queue.take(events), (each) => Effect.sync(() => invariants.watch(each)))
  const send: Client["send"] = (type, fields) => client.send(event(type, fields))
  return {
    connection: client,
    next,
    expect: (type) => Effect.map(next, (each) => only([each], type)),
    until: Effect.fnUntraced(function* (type) {
      const taken = [yield* next]
      while (taken.at(-1)?.type !== type) taken.push(yield* next)
      return taken
    }),
    send,
    append: (samples) =>
      Effect.forEach(pieces(samples), (piece) => send("input_audio_buffer.append", { audio: base64(piece) }), {
        discard: true
      }),
    ended: Effect.orDie(Fiber.join(serving))
  }
})

const handshake = (query: Handshake["query"]): Handshake => ({
  path: "/v1/realtime",
  query,
  dialect: "ga",
  key: Option.none(),
  origin: Option.none(),
  peer: "memory"
})

export const event = <T extends ClientEvent["type"]>(type: T, fields: Fields<T>): ClientEvent => {
  const decoded = ClientEvent.decodeValue({ type, ...fields })
  if (decoded._tag !== "Known") throw new Error(`not a ${type}`, { cause: decoded })
  return decoded.event
}

export const base64 = (samples: Int16Array): string => Base64.encode(Pcm16.toBytes(samples))

/** The one event of a type among others. */
export const only = <T extends ServerEvent["type"]>(
  events: ReadonlyArray<ServerEvent>,
  type: T
): EventNamed<typeof ServerEvent, T> => {
  const found = all(events, type)
  const [first] = found
  if (first === undefined || found.length > 1)
    throw new Error(`${found.length} ${type} among ${outline(events).join()}`)
  return first
}

export const all = <T extends ServerEvent["type"]>(
  events: ReadonlyArray<ServerEvent>,
  type: T
): ReadonlyArray<EventNamed<typeof ServerEvent, T>> =>
  events.filter((each): each is EventNamed<typeof ServerEvent, T> => each.type === type)

/** The types of events as the protocol's document writes them. A run of one type is one entry with `xN`. */
export const outline = (events: ReadonlyArray<ServerEvent>): ReadonlyArray<string> =>
  events.flatMap(({ type }, index) =>
    events[index - 1]?.type === type ? [] : [events[index + 1]?.type === type ? `${type} xN` : type]
  )

/** The samples of the audio deltas. */
export const audioOf = (events: ReadonlyArray<ServerEvent>): Int16Array =>
  joined(all(events, "response.output_audio.delta").map(({ delta }) => samplesOf(delta)))

export const samplesOf = (text: string): Int16Array => {
  const bytes = Base64.decode(text)
  const samples = bytes._tag === "Success" ? Pcm16.fromBytes(bytes.success) : bytes
  if (samples._tag === "Failure") throw samples.failure
  return samples.success
}

export const joined = (blocks: ReadonlyArray<Int16Array>): Int16Array => {
  const all = new Int16Array(blocks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const block of blocks) {
    all.set(block, at)
    at += block.length
  }
  return all
}

/** A recording of human speech at 24 kHz, with the times its README gives. */
export const recording = (name: "librivox-0880" | "goforward"): Int16Array => {
  const wav = Wav.read(readFileSync(new URL(`recordings/${name}.wav`, import.meta.url)))
  if (wav._tag === "Failure") throw wav.failure
  const resampler = Resampler.make({ from: 16_000, to: 24_000 })
  return joined([resampler.process(wav.success.channels[0]), resampler.flush()])
}

/** A tone of 440 Hz at -12 dB, which is loud enough to be speech. */
export const tone = (ms: number): Int16Array =>
  new Int16Array(ms * 24).map((_, i) => Math.round(8192 * Math.sin((2 * Math.PI * 440 * i) / 24_000)))

export const silence = (ms: number): Int16Array => new Int16Array(ms * 24)
