/** The official `openai` classes of Live hold a conversation with `antiphon serve`, unmodified. So does `@antiphon/live`. */
import { live, type LiveAnswer, RealtimeError } from "@antiphon/client/http"
import { Wav } from "@antiphon/audio"
import { connect, fork } from "@antiphon/live/promise"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import OpenAI, { NotFoundError } from "openai"
import { ForksWS } from "openai/resources/live/forks/ws"
import type { ClientEvent, ServerEvent } from "openai/resources/live/live"
import { SidebandWS } from "openai/resources/live/sideband/ws"
import { LiveWS } from "openai/resources/live/ws"
import { make } from "@antiphon/transport-webrtc/node"
import { antiphonServe } from "./antiphonServe.ts"

/** What the three classes share. */
interface Official {
  readonly on: (name: "event" | "error", listener: (value: ServerEvent & Error) => void) => unknown
  readonly send: (event: ClientEvent) => void
}

/** Reads the events of an official class in their order. An error event fails the test. */
const reading = (client: unknown) => {
  const { on, send } = client as Official
  const events: Array<ServerEvent> = []
  let failure: Error | undefined
  let look = () => {}
  on.call(client, "event", (event) => {
    events.push(event)
    look()
  })
  on.call(client, "error", (error) => {
    failure ??= error
    look()
  })
  const next = (type: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      look = () => {
        if (failure !== undefined) return reject(failure)
        const found = events.findIndex((event) => event.type === type)
        if (found >= 0) resolve({ ...events.splice(0, found + 1).at(-1) })
      }
      look()
    })
  return { next, send: (event: ClientEvent) => send.call(client, event) }
}

/** 24 kHz PCM16 of a tone between silences, which is a turn of the caller. */
const turn = (): string => {
  const samples = Int16Array.from({ length: 24_000 * 2 }, (_, at) =>
    at > 9600 && at < 26_400 ? Math.round(8000 * Math.sin((2 * Math.PI * 440 * at) / 24_000)) : 0
  )
  return Buffer.from(samples.buffer).toString("base64")
}

it.live("LiveWS, its sideband and its fork talk to `antiphon serve`, and so does `@antiphon/live`", () =>
  Effect.gen(function* () {
    const url = (yield* antiphonServe("http://localhost")).replace(/\/realtime$/, "")
    const openai = new OpenAI({ apiKey: "sk-of-a-test", baseURL: url })
    yield* Effect.promise(async () => {
      const socket = new LiveWS(openai)
      const live = reading(socket)
      live.send({ type: "session.start", event_id: "mine", session: { model: "gpt-live-1", store: true } })
      const started = await live.next("session.started")
      assert.strictEqual(started.client_event_id, "mine")
      const { id } = started.session as { readonly id: string }

      const sideband = new SidebandWS(openai, { session_id: id })
      const side = reading(sideband)
      await side.next("session.started")

      live.send({ type: "session.input_audio.append", audio: turn() })
      await side.next("session.input_audio.append")
      const heard = await live.next("session.input_transcript.delta")
      assert.strictEqual(heard.delta, "What")
      await live.next("session.output_transcript.delta")
      side.send({ type: "session.commentary.append", event_id: "theirs", content: "Goodbye.", delegation_id: null })
      assert.strictEqual((await side.next("session.commentary.appended")).client_event_id, "theirs")
      live.send({ type: "session.close" })
      assert.strictEqual((await live.next("session.closed")).reason, "close_requested")

      const forked = new ForksWS(openai, { session_id: id })
      const again = reading(forked)
      again.send({ type: "session.start", session: {} } as ClientEvent)
      assert.include((await again.next("session.started")).session, { model: "gpt-live-1" })
      again.send({ type: "session.close" })
      await again.next("session.closed")
      for (const each of [socket, sideband, forked]) each.close()
    })
    yield* Effect.promise(async () => {
      const session = await connect({ key: "sk-of-a-test", url, session: { model: "gpt-live-1", store: true } })
      const audio = session.audio()[Symbol.asyncIterator]()
      const piece = audio.next()
      await session.mute()
      await session.unmute()
      assert.strictEqual((await session.commentary("Hello.")).type, "session.commentary.appended")
      assert.strictEqual((await session.playFixture(new Int16Array(2400))).type, "session.output_audio.fixture.played")
      assert.strictEqual((await piece).value?.length, 2400)
      const end = await session.close()
      assert.isTrue(end._tag === "Closed" && end.usage.isSettled)
      const again = await fork(end.session, { key: "sk-of-a-test", url })
      assert.strictEqual((await again.close())._tag, "Closed")
    })
    yield* Effect.promise(async () => {
      const options = { key: "sk-of-a-test", url, transport: make({ bindAddress: "127.0.0.1" }) }
      const call = await connect({ ...options, session: { model: "gpt-live-1", store: true } })
      const piece = await call.audio()[Symbol.asyncIterator]().next()
      assert.isAbove(piece.value?.length ?? 0, 0)
      await call.sendAudio(new Int16Array(2400))
      assert.strictEqual((await call.commentary("Hello.")).type, "session.commentary.appended")
      const { id } = call.state.session ?? {}
      const sideband = reading(new SidebandWS(openai, { session_id: id ?? "" }))
      await sideband.next("session.input_audio.append")
      await openai.live.sessions.hangup(id ?? "")
      const end = await call.ended
      assert.isTrue(end._tag === "Closed" && end.reason === "close_requested")
      const again = await fork(end.session, options)
      assert.strictEqual(again.state.session?.model, "gpt-live-1")
      assert.strictEqual((await again.close())._tag, "Closed")
    })
    yield* Effect.promise(async () => {
      const api = { key: "sk-of-a-test", url }
      const through = (answer: (sdp: string) => Promise<LiveAnswer>) =>
        make({
          bindAddress: "127.0.0.1",
          exchange: (offer) =>
            Effect.promise(async () => {
              const { sdp, sessionId } = await answer(offer)
              return { sdp, callId: sessionId }
            })
        })
      const session = { model: "gpt-live-1", store: true }
      const call = await connect({ ...api, transport: through((sdp) => live.create({ ...api, session, sdp })) })
      await call.sendAudio(new Int16Array(2400))
      await call.commentary("Hello.")
      const sessionId = call.state.session?.id ?? ""
      await live.hangup({ ...api, sessionId })
      assert.strictEqual((await call.ended)._tag, "Closed")
      const again = await connect({ ...api, transport: through((sdp) => live.fork({ ...api, sessionId, sdp })) })
      assert.strictEqual(again.state.session?.model, "gpt-live-1")
      await again.close()

      const { body, contentType } = await live.content({ ...api, sessionId })
      assert.strictEqual(contentType, "audio/wav")
      const ours = new Uint8Array(await new Response(body).arrayBuffer())
      const file = Wav.read(ours)
      assert.isTrue(file._tag === "Success" && file.success.channels.length === 2)
      const theirs = await openai.live.sessions.downloadRecording(sessionId)
      assert.deepStrictEqual(new Uint8Array(await theirs.arrayBuffer()), ours)
      const sip = [
        live.accept({ ...api, sessionId, session }),
        live.reject({ ...api, sessionId, statusCode: 486 }),
        live.refer({ ...api, sessionId, targetUri: "tel:+14155550123" }),
        openai.live.sessions.reject(sessionId, { status_code: 486 })
      ]
      for (const each of await Promise.allSettled(sip))
        assert.strictEqual(each.status === "rejected" && statusOf(each.reason), 404, "no SIP call waits here")
    })
  })
)

const statusOf = (reason: unknown): unknown =>
  reason instanceof RealtimeError ? reason.detail.status : reason instanceof NotFoundError ? reason.status : reason
