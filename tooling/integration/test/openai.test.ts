/** Runs the unmodified `openai` package over TLS. */
import type { Script } from "@antiphon/server"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import OpenAI from "openai"
import { OpenAIRealtimeWS } from "openai/realtime/ws"
import type { RealtimeClientEvent, RealtimeServerEvent } from "openai/resources/realtime/realtime"
import { asSpoken, fromBase64, recording, toBase64 } from "./recordings.ts"
import { apiKey, secureServer, type SecureServer } from "./gatedServer.ts"

type Type = RealtimeServerEvent["type"]

interface Client {
  readonly send: (event: RealtimeClientEvent) => void
  /** The next event of this type. Drops the events before it. An error event fails the test. */
  readonly next: <T extends Type>(type: T) => Effect.Effect<Extract<RealtimeServerEvent, { type: T }>>
  /** Every event that the client emitted. */
  readonly received: ReadonlyArray<RealtimeServerEvent>
}

const connect = (
  { ca, port }: SecureServer,
  asked: { readonly model: string } | { readonly intent: "transcription" }
): Effect.Effect<Client, never, Scope.Scope> =>
  Effect.gen(function* () {
    const openai = new OpenAI({ apiKey, baseURL: `https://localhost:${port}/v1` })
    const client = yield* Effect.acquireRelease(
      Effect.sync(() => new OpenAIRealtimeWS({ ...asked, options: { ca } }, openai)),
      (each) => Effect.sync(() => each.socket.terminate())
    )
    const received: Array<RealtimeServerEvent> = []
    let read = 0
    let failure: Error | undefined
    let look = () => {}
    client.on("event", (event) => {
      received.push(event)
      look()
    })
    client.on("error", (error) => {
      failure ??= error
      look()
    })
    yield* Effect.callback<void>((resume) => void client.socket.once("open", () => resume(Effect.void)))
    return {
      received,
      send: (event) => client.send(event),
      next: <T extends Type>(type: T) =>
        Effect.callback<Extract<RealtimeServerEvent, { type: T }>>((resume) => {
          const is = (event: RealtimeServerEvent): event is Extract<RealtimeServerEvent, { type: T }> =>
            event.type === type
          look = () => {
            if (failure !== undefined) resume(Effect.die(failure))
            const found = received.slice(read).find(is)
            if (found === undefined) return
            read = received.indexOf(found) + 1
            resume(Effect.succeed(found))
          }
          look()
        })
    }
  })

const conversing = (script: Script) =>
  Effect.gen(function* () {
    const server = yield* secureServer(script)
    const client = yield* connect(server, { model: "gpt-realtime" })
    yield* client.next("session.created")
    return { server, ...client }
  })

/** Asserts that no event was refused, lost on the way, or unknown to the client. */
const nothingLost = ({
  received,
  server
}: {
  readonly received: Client["received"]
  readonly server: SecureServer
}) => {
  assert.deepStrictEqual(
    received.map(({ type }) => type),
    server.sent
  )
  assert.notInclude(server.sent, "error")
}

const user = recording("user-turn")
const voice = recording("reply")

describe("OpenAIRealtimeWS", () => {
  it.live("sends a typed turn and reads a streamed answer", () =>
    Effect.gen(function* () {
      const { next, send, ...rest } = yield* conversing({ turns: [{ say: "It is noon, as always." }] })
      send({
        type: "session.update",
        session: { type: "realtime", output_modalities: ["text"], instructions: "Brief." }
      })
      const { session } = yield* next("session.updated")
      assert.strictEqual("instructions" in session ? session.instructions : undefined, "Brief.")
      send({
        type: "conversation.item.create",
        item: { type: "message", role: "user", content: [{ type: "input_text", text: "What time is it?" }] }
      })
      yield* next("conversation.item.done")
      send({ type: "response.create" })
      yield* next("response.created")
      assert.strictEqual((yield* next("response.output_text.done")).text, "It is noon, as always.")
      const { response } = yield* next("response.done")
      assert.strictEqual(response.status, "completed")
      assert.isAbove(response.usage?.total_tokens ?? 0, 0)
      const deltas = rest.received.flatMap((event) =>
        event.type === "response.output_text.delta" ? [event.delta] : []
      )
      assert.strictEqual(deltas.join(""), "It is noon, as always.")
      nothingLost(rest)
    })
  )

  it.live("sends a spoken turn, which is detected and transcribed, and receives every sample of the answer", () =>
    Effect.gen(function* () {
      const turn = { heard: "Had he married?", say: "He might.", voice }
      const { next, send, ...rest } = yield* conversing({ turns: [turn] })
      const input = {
        transcription: { model: "gpt-4o-mini-transcribe" },
        turn_detection: { type: "server_vad" }
      } as const
      send({ type: "session.update", session: { type: "realtime", audio: { input } } })
      yield* next("session.updated")
      for (const piece of asSpoken(user)) send({ type: "input_audio_buffer.append", audio: toBase64(piece) })
      const { item_id } = yield* next("input_audio_buffer.speech_started")
      assert.strictEqual((yield* next("input_audio_buffer.speech_stopped")).item_id, item_id)
      assert.strictEqual((yield* next("input_audio_buffer.committed")).item_id, item_id)
      assert.strictEqual((yield* next("response.output_audio_transcript.done")).transcript, "He might.")
      assert.strictEqual((yield* next("response.done")).response.status, "completed")
      const of = <T extends Type>(type: T) =>
        rest.received.filter((event): event is Extract<RealtimeServerEvent, { type: T }> => event.type === type)
      assert.deepStrictEqual(fromBase64(of("response.output_audio.delta").map(({ delta }) => delta)), voice)
      assert.deepStrictEqual(
        of("conversation.item.input_audio_transcription.completed").map(({ transcript }) => transcript),
        ["Had he married?"]
      )
      nothingLost(rest)
    })
  )

  it.live("answers a function call and receives the response to its output", () =>
    Effect.gen(function* () {
      const calls = [{ name: "weather", arguments: { city: "Bonn" } }]
      const { next, send, ...rest } = yield* conversing({ turns: [{ calls }, { say: "It rains." }] })
      const tools = [{ type: "function", name: "weather", parameters: { type: "object" } }] as const
      send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"], tools: [...tools] } })
      send({ type: "response.create" })
      const call = yield* next("response.function_call_arguments.done")
      assert.deepStrictEqual(JSON.parse(call.arguments), { city: "Bonn" })
      yield* next("response.done")
      const item = { type: "function_call_output", call_id: call.call_id, output: "rain" } as const
      send({ type: "conversation.item.create", item })
      send({ type: "response.create" })
      assert.strictEqual((yield* next("response.output_text.done")).text, "It rains.")
      yield* next("response.done")
      nothingLost(rest)
    })
  )

  it.live("interrupts an answer by speaking, and truncates the part that was not played", () =>
    Effect.gen(function* () {
      const { next, send, ...rest } = yield* conversing({ turns: [{ say: "He might.", voice }], pace: 1 })
      send({ type: "response.create" })
      const { item_id } = yield* next("response.output_audio.delta")
      for (const piece of asSpoken(user)) send({ type: "input_audio_buffer.append", audio: toBase64(piece) })
      yield* next("input_audio_buffer.speech_started")
      const { response } = yield* next("response.done")
      assert.strictEqual(response.status, "cancelled")
      assert.strictEqual(response.status_details?.reason, "turn_detected")
      send({ type: "conversation.item.truncate", item_id, content_index: 0, audio_end_ms: 50 })
      assert.strictEqual((yield* next("conversation.item.truncated")).audio_end_ms, 50)
      assert.strictEqual((yield* next("response.done")).response.status, "completed")
      nothingLost(rest)
    })
  )

  it.live("gets a transcript without an answer", () =>
    Effect.gen(function* () {
      const server = yield* secureServer({ turns: [{ heard: "Had he married?" }] })
      const { next, received, send } = yield* connect(server, { intent: "transcription" })
      const { session } = yield* next("session.created")
      assert.strictEqual(session.type, "transcription")
      const input = { transcription: { model: "gpt-4o-transcribe" }, turn_detection: { type: "server_vad" } } as const
      send({ type: "session.update", session: { type: "transcription", audio: { input } } })
      yield* next("session.updated")
      for (const piece of asSpoken(user)) send({ type: "input_audio_buffer.append", audio: toBase64(piece) })
      yield* next("conversation.item.input_audio_transcription.delta")
      const { transcript } = yield* next("conversation.item.input_audio_transcription.completed")
      assert.strictEqual(transcript, "Had he married?")
      nothingLost({ received, server })
    })
  )
})
