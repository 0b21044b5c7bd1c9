/** Calls in memory on a test clock, session included. */
import { ClientEvent, type Connection, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Engine, serve } from "@antiphon/server"
import { Session } from "@antiphon/session"
import { acceptStream, bridge, Dialects, type Frame } from "@antiphon/telephony"
import { simulateCall, twilioSide } from "@antiphon/telephony/testing"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"

const run = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
  Effect.runPromise(Effect.provide(Effect.scoped(effect), TestClock.layer()))

const tone = (ms: number, rate: number): Int16Array =>
  Int16Array.from({ length: (ms * rate) / 1000 }, (_, at) => Math.round(9000 * Math.sin((440 * Math.PI * at) / rate)))

const engine = Engine.scripted({
  turns: [
    { say: "Welcome.", voice: tone(12_000, 24_000) },
    { say: "Yes.", voice: tone(400, 24_000) }
  ]
})

/** How far off the model is at an interruption, in ms, with 30 ms of jitter. */
export const errorAt = (delayMs: number, lostMarks: number, seed: number): Promise<number> =>
  run(
    Effect.gen(function* () {
      const quietMs = 2500 + ((seed * 37) % 100)
      const say = new Int16Array(8 * (quietMs + 1500))
      say.set(tone(1500, 8000), 8 * quietMs)
      const counterpart = twilioSide({ callSid: "CA1", streamSid: "MZ1" })
      const way = { delayMs, jitterMs: 30, lostMarks, seed }
      const { carrier, stream } = yield* simulateCall({
        dialect: Dialects.twilio,
        counterpart,
        callId: "CA1",
        say,
        ...way
      })
      const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
      yield* Effect.forkScoped(serve(server))
      yield* TestClock.adjust(600)
      const call = yield* stream.call
      if (call === undefined) return Number.NaN
      const session = yield* Session.make(client, { speaker: call.speaker })
      let told = Number.NaN
      yield* session.events.pipe(
        Stream.runForEach((event) =>
          Effect.sync(() => {
            if (event.type === "conversation.item.truncated") told = Number(event.audio_end_ms)
          })
        ),
        Effect.forkScoped
      )
      yield* Effect.forkScoped(bridge(call, session, { greet: true }))
      yield* TestClock.adjust(quietMs + 1000)
      return Math.abs(told - (carrier.clears()[0] ?? Number.NaN) / 8)
    }).pipe(Effect.provide(engine))
  )

const media = (chunk: number): string =>
  JSON.stringify({
    event: "media",
    sequenceNumber: String(chunk),
    media: {
      track: "inbound",
      chunk: String(chunk),
      timestamp: String(chunk * 20),
      payload: Buffer.alloc(160, 0xf0 - (chunk % 3)).toString("base64")
    },
    streamSid: "MZ1"
  })

const start = `{"event":"start","start":{"streamSid":"MZ1","callSid":"CA1","mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000}}}`

interface Running {
  readonly receive: (frame: Frame) => void
  readonly server: Connection<ClientEvent, ServerEvent>
}

/** A call and its session. The model's server only takes what comes. Marks come back at once if `onSent` says so. */
const runningCall = (onSent: (frame: Frame) => boolean, onAppend: () => void, callSid = "CA1") =>
  Effect.gen(function* () {
    const stream = yield* acceptStream({
      dialect: Dialects.twilio,
      close: () => {},
      send: (frame) => {
        if (!onSent(frame)) return
        const marked = typeof frame === "string" ? /"mark":\{"name":"([^"]+)"/u.exec(frame)?.[1] : undefined
        if (marked !== undefined) {
          queueMicrotask(() => stream.receive(`{"event":"mark","streamSid":"MZ1","mark":{"name":"${marked}"}}`))
        }
      }
    })
    stream.receive(start.replace("CA1", callSid))
    const call = yield* stream.call
    if (call === undefined) return yield* Effect.die("no call")
    const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    const created = {
      type: "session.created",
      event_id: "e",
      session: { id: "s", object: "realtime.session", type: "realtime" }
    }
    yield* Effect.forkScoped(
      server.incoming.pipe(
        Stream.runForEach((decoded) => {
          if (decoded._tag !== "Known") return Effect.void
          const { event } = decoded
          if (event.type === "input_audio_buffer.append") return Effect.sync(onAppend)
          if (event.type !== "session.update") return Effect.void
          const updated = ServerEvent.decode(
            JSON.stringify({ ...created, type: "session.updated", session: event.session })
          )
          return updated._tag === "Known" ? Effect.ignore(server.send(updated.event)) : Effect.void
        }),
        Effect.ignore
      )
    )
    const greeting = ServerEvent.decode(JSON.stringify(created))
    if (greeting._tag === "Known") yield* server.send(greeting.event)
    const session = yield* Session.make(client, { speaker: call.speaker })
    yield* Effect.forkScoped(Effect.ignore(bridge(call, session)))
    yield* TestClock.adjust(500)
    return { receive: stream.receive, server, call }
  })

/** The time that a frame of 20 ms takes from the carrier to the model, p50 in µs. */
export const addedMicros = (frames: number): Promise<number> =>
  run(
    Effect.gen(function* () {
      let at = 0
      const inward: Array<number> = []
      const { receive } = yield* runningCall(
        () => true,
        () => inward.push((performance.now() - at) * 1000)
      )
      for (let chunk = 1; chunk <= frames; chunk += 1) {
        const frame = media(chunk)
        const seen = inward.length
        at = performance.now()
        receive(frame)
        for (let turns = 0; turns < 100 && inward.length === seen; turns += 1) yield* Effect.yieldNow
        yield* TestClock.adjust(20)
      }
      return inward.toSorted((one, other) => one - other)[Math.floor(inward.length / 2)] ?? Number.NaN
    })
  )

const second = (
  running: ReadonlyArray<
    Running & { readonly call: { readonly speaker: { queue: (samples: Int16Array) => unknown } } }
  >,
  from: number
) =>
  Effect.gen(function* () {
    for (let chunk = from; chunk < from + 50; chunk += 1) {
      const frame = media(chunk)
      for (const { call, receive } of running) {
        receive(frame)
        if (chunk % 5 === 0) call.speaker.queue(tone(100, 8000))
      }
      yield* TestClock.adjust(20)
    }
  })

/** The processor time that a second of a call costs, session included, in ms. Both sides speak all the time. */
export const cpuOfSecond = (calls: number, seconds: number): Promise<number> =>
  run(
    Effect.gen(function* () {
      const running: Array<Effect.Success<ReturnType<typeof runningCall>>> = []
      for (let index = 0; index < calls; index += 1)
        running.push(
          yield* runningCall(
            () => true,
            () => {},
            `CA${index}`
          )
        )
      for (let at = 0; at < 3; at += 1) yield* second(running, at * 50)
      const before = process.cpuUsage()
      for (let at = 3; at < 3 + seconds; at += 1) yield* second(running, at * 50)
      const { system, user } = process.cpuUsage(before)
      return (user + system) / 1000 / (calls * seconds)
    })
  )

/** How much memory a call has gained between two minutes of it, in kB. */
export const growth = (fromMinute: number, toMinute: number): Promise<number> =>
  run(
    Effect.gen(function* () {
      const running = [
        yield* runningCall(
          () => true,
          () => {}
        )
      ]
      let from = Number.NaN
      const used = () => {
        globalThis.gc?.()
        globalThis.gc?.()
        const { arrayBuffers, heapUsed } = process.memoryUsage()
        return (heapUsed + arrayBuffers) / 1000
      }
      for (let at = 0; at < toMinute * 60; at += 1) {
        if (at === fromMinute * 60) from = used()
        yield* second(running, at * 50)
      }
      return used() - from
    })
  )
