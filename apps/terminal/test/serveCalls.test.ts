/** Calls over WebRTC between the command and a peer in Node. */
import { Wav } from "@antiphon/audio"
import { ClientEvent, Endpoint, type EventNamed, ServerEvent } from "@antiphon/core"
import { make } from "@antiphon/transport-webrtc/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { connect } from "./rawClient.ts"
import { folder, serving, type Serving } from "./run.ts"

const webRtc = make({ bindAddress: "127.0.0.1" })

/** Opens a call, and takes its events and the sound of its track as they come. */
const call = Effect.fnUntraced(function* ({ url }: Serving) {
  const connection = yield* webRtc.connect(Endpoint.conversation({ base: url, model: "any" }))
  const events = yield* Queue.unbounded<ServerEvent>()
  const seen: Array<ServerEvent> = []
  yield* connection.incoming.pipe(
    Stream.runForEach((each) => (each._tag === "Known" ? Queue.offer(events, each.event) : Effect.die(each))),
    Effect.ignore,
    Effect.forkScoped
  )
  const next = Effect.fnUntraced(function* <T extends ServerEvent["type"]>(type: T) {
    while (true) {
      const event = yield* Queue.take(events)
      seen.push(event)
      const found = ServerEvent.as(type)(event)
      if (Option.isSome(found)) return found.value satisfies EventNamed<typeof ServerEvent, T>
    }
  })
  const media = Option.getOrThrow(connection.media)
  const heard: Array<Int16Array> = []
  yield* media.incoming.pipe(
    Stream.runForEach((samples) => Effect.sync(() => heard.push(samples))),
    Effect.ignore,
    Effect.forkScoped
  )
  /** A tone of 440 Hz between silences, and how much of what was heard is that loud, in ms. */
  const speak = media.send(sound(media.sampleRate))
  const loudMs = () => (heard.flatMap((block) => [...block]).filter(isLoud).length / media.sampleRate) * 1000
  return { connection, next, seen, speak, loudMs, callId: Option.getOrThrow(connection.callId) }
})

const spokenMs = 900
const sound = (sampleRate: number): Int16Array =>
  hum(sampleRate, 2200).map((sample, i) => {
    const ms = (i / sampleRate) * 1000
    return ms < 400 || ms > 400 + spokenMs ? 0 : sample
  })

const hum = (sampleRate: number, ms: number): Int16Array =>
  Int16Array.from({ length: (sampleRate * ms) / 1000 }, (_, i) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * 440 * i) / sampleRate))
  )

/** Of a tone of 12 000 three samples in four are. */
const isLoud = (sample: number): boolean => Math.abs(sample) > 12_000 * Math.sin(Math.PI / 8)

describe("calls over WebRTC", () => {
  it.live("a spoken turn is answered in tracks, and a sideband receives its events", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo"])
      assert.strictEqual((yield* server.logged("listening"))["calls"], true)
      const { callId, loudMs, next, speak } = yield* call(server)
      const { session } = yield* next("session.created")
      assert.strictEqual(session.type === "realtime" && session.model, "any")
      assert.strictEqual((yield* server.logged("session began"))["call_id"], callId)
      const side = yield* connect(`${server.url}?call_id=${callId}`)
      yield* side.next("session.created")
      yield* speak
      const { item_id } = yield* next("input_audio_buffer.speech_started")
      const { response_id } = yield* next("output_audio_buffer.started")
      assert.strictEqual((yield* next("output_audio_buffer.stopped")).response_id, response_id)
      // A busy machine loses packets of a track, so at least this much of the tone must come back.
      assert.isAbove(loudMs(), spokenMs * 0.25)
      assert.strictEqual((yield* side.next("input_audio_buffer.speech_started"))["item_id"], item_id)
      yield* side.next("output_audio_buffer.stopped")
      assert.isFalse(side.received().some((frame) => frame.includes("response.output_audio.delta")))
    })
  )

  it.live("a user who speaks into the answer silences it, and the server truncates it to the heard part", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const script = join(out, "script.json")
      writeFileSync(script, JSON.stringify({ turns: [{ say: "Hmmmm.", voice: "long.wav" }] }))
      writeFileSync(join(out, "long.wav"), Wav.write({ sampleRate: 24_000, channels: [hum(24_000, 20_000)] }))
      const server = yield* serving(["--engine", "scripted", "--script", script])
      const { connection, loudMs, next, seen, speak } = yield* call(server)
      yield* speak
      const { response_id } = yield* next("output_audio_buffer.started")
      const audio = { input: { turn_detection: { type: "server_vad", create_response: false } } } as const
      yield* connection.send(ClientEvent.make("session.update", { session: { type: "realtime", audio } }))
      yield* next("session.updated")
      yield* speak
      yield* next("input_audio_buffer.speech_started")
      assert.strictEqual((yield* next("output_audio_buffer.cleared")).response_id, response_id)
      const { audio_end_ms, item_id } = yield* next("conversation.item.truncated")
      yield* next("input_audio_buffer.committed")
      const added = seen.flatMap((each) => Option.toArray(ServerEvent.as("response.output_item.added")(each)))
      assert.deepStrictEqual(
        added.map((each) => [each.response_id, each.item.id]),
        [[response_id, item_id]]
      )
      assert.isAbove(loudMs(), 0)
      assert.isAbove(audio_end_ms ?? 0, 0)
      assert.isBelow(audio_end_ms ?? Infinity, 20_000)
    })
  )

  it.live("a call ends at both sides when it is hung up or the command stops", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo"])
      const [first, second] = yield* Effect.all([call(server), call(server)])
      const at = new URL(server.url)
      const answer = yield* Effect.promise(() =>
        fetch(`http://${at.host}${at.pathname}/calls/${first.callId}/hangup`, { method: "POST" })
      )
      assert.strictEqual(answer.status, 200)
      const hungUp = (yield* first.connection.ended).reason
      assert.deepInclude(hungUp, { _tag: "Closed", code: 1000, by: "remote" })
      yield* second.next("session.created")
      assert.strictEqual(yield* server.terminate, 0)
      const stopped = (yield* second.connection.ended).reason
      assert.deepInclude(stopped, { _tag: "Closed", code: 1001, by: "remote" })
    })
  )
})
