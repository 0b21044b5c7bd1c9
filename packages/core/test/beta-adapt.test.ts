import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { Beta, ClientEvent, type Connection, Endpoint, type ServerEvent, Transport } from "@antiphon/core"
import { pairOf, transport } from "@antiphon/core/testing"
import { adaptBeta } from "@antiphon/core/transport"
import { violations } from "./beta-legality.ts"
import { functionCall, spokenTurn } from "./beta-recordings.ts"

const client = { incoming: Beta.ServerEvent, outgoing: Beta.ClientEvent }
const server = { incoming: Beta.ClientEvent, outgoing: Beta.ServerEvent }

/** What a connection delivered until it ended. */
const received = <In, Out>(connection: Connection<In, Out>) =>
  Effect.gen(function* () {
    const all: Array<In | { readonly malformed: string }> = []
    yield* connection.incoming.pipe(
      Stream.runForEach((decoded) =>
        Effect.sync(() => {
          all.push(decoded._tag === "Malformed" ? { malformed: decoded.error.message } : (decoded.event as In))
        })
      ),
      Effect.ignore
    )
    return all
  })

/** Collects what was lost, beside the connection that loses it. */
const adapted = (connection: Connection<Beta.ServerEvent, Beta.ClientEvent>) => {
  const lost: Array<string> = []
  const onLost: Beta.OnLost = (fields, event) =>
    Effect.sync(() => {
      lost.push(...fields.map(({ path }) => `${event.type} ${path.join(".")}`))
    })
  return { ga: adaptBeta(connection, onLost), lost }
}

describe("a beta connection, adapted", () => {
  it.effect("opens a session whose voice is an object, and says what of the voice was lost", () =>
    Effect.gen(function* () {
      const ends = yield* pairOf(client, server)
      const { ga, lost } = adapted(ends.client)
      const frame =
        '{"type":"session.created","event_id":"8","session":{"id":"s","model":"gpt-realtime","modalities":["audio"],"voice":{"name":"alloy","type":"openai"},"input_audio_format":"pcm16","turn_detection":{"type":"server_vad"},"tools":[]}}'
      const decoded = Beta.ServerEvent.decode(frame)
      if (decoded._tag !== "Known") return assert.fail(decoded._tag)
      assert.notProperty(decoded, "issues")
      yield* ends.server.send(decoded.event)
      yield* ends.server.close()
      const [event] = (yield* received(ga)) as ReadonlyArray<ServerEvent>
      if (event?.type !== "session.created" || event.session.type !== "realtime") return assert.fail(event?.type)
      assert.strictEqual(event.session.audio?.output?.voice, "alloy")
      assert.deepStrictEqual(lost, ["session.created session.voice.type"])
    })
  )

  it.effect("hands on the issues of the beta event", () =>
    Effect.gen(function* () {
      const decoded = Beta.ServerEvent.decode('{"type":"session.created","session":{"id":"s","tools":5}}')
      const beta = { ...(yield* pairOf(client, server)).client, incoming: Stream.make(decoded) }
      const [first] = yield* Stream.runCollect(adaptBeta(beta).incoming)
      assert.deepStrictEqual(first?._tag === "Known" ? first.issues?.map(({ path }) => path.join(".")) : first?._tag, [
        "session.tools"
      ])
    })
  )

  for (const [name, recording] of [
    ["spoken turn", spokenTurn()],
    ["function call", functionCall()]
  ] as const) {
    it.effect(`delivers a ${name} as a legal GA sequence and says what was lost`, () =>
      Effect.gen(function* () {
        const ends = yield* pairOf(client, server)
        const { ga, lost } = adapted(ends.client)
        yield* Effect.forEach(recording, ends.server.send, { discard: true })
        yield* ends.server.close()
        const events = yield* received(ga)
        assert.deepStrictEqual(violations(events as ReadonlyArray<ServerEvent>), [])
        assert.isAbove(events.length, recording.length)
        assert.deepStrictEqual(lost, ["session.created session.temperature"])
      })
    )
  }

  it.effect("sends the events of a GA client in the beta", () =>
    Effect.gen(function* () {
      const ends = yield* pairOf(client, server)
      const { ga, lost } = adapted(ends.client)
      yield* ga.send(
        ClientEvent.make("session.update", {
          session: { type: "realtime", output_modalities: ["audio"], truncation: "auto" }
        })
      )
      yield* ga.send(ClientEvent.make("response.create", { response: { max_output_tokens: 50 } }))
      yield* ga.close()
      assert.deepStrictEqual(yield* received(ends.server), [
        Beta.ClientEvent.make("session.update", { session: { modalities: ["text", "audio"] } }),
        Beta.ClientEvent.make("response.create", { response: { max_response_output_tokens: 50 } })
      ])
      assert.deepStrictEqual(lost, ["session.update session.truncation"])
    })
  )

  it.effect("without a listener logs paths and reasons at debug level, never a value", () => {
    const lines: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => lines.push(`${logLevel} ${String(message)}`))
    return Effect.gen(function* () {
      const ends = yield* pairOf(client, server)
      const session = { type: "realtime", prompt: { id: "pmpt_secret" } } as const
      yield* adaptBeta(ends.client).send(ClientEvent.make("session.update", { session }))
      assert.deepStrictEqual(lines, ["Debug session.update lost session.prompt (the beta has no such field)"])
    }).pipe(Effect.provide(Logger.layer([logger])), Effect.provideService(References.MinimumLogLevel, "Debug"))
  })

  it.effect("keeps what is malformed, passes what is unknown, and names what GA alone names", () =>
    Effect.gen(function* () {
      const ends = yield* pairOf(client, server)
      const { ga } = adapted(ends.client)
      const unknown = { type: "response.hologram.delta", light: 1 }
      const tone = { type: "input_audio_buffer.dtmf_event_received", event: "5", received_at: 1 }
      for (const event of [{ type: "error" }, unknown, tone]) ends.wire.toClient.write(JSON.stringify(event))
      yield* ends.server.close()
      const tags = yield* ga.incoming.pipe(
        Stream.map((decoded) => decoded._tag),
        Stream.take(3),
        Stream.runCollect
      )
      assert.deepStrictEqual([...tags], ["Malformed", "Unknown", "Known"])
    })
  )

  it.effect("leaves out what only looks like GA after translation", () =>
    Effect.gen(function* () {
      const ends = yield* pairOf(client, server)
      const { ga } = adapted(ends.client)
      // The beta reads it as a part of another kind. GA reads it as its own text, which is not a number.
      const item = { type: "message", role: "assistant", content: [{ type: "output_text", text: 7 }] }
      ends.wire.toClient.write(JSON.stringify({ type: "conversation.item.retrieved", event_id: "e", item }))
      const [first] = yield* ga.incoming.pipe(Stream.take(1), Stream.runCollect)
      assert.deepEqual<unknown>(first, {
        _tag: "Known",
        event: {
          type: "conversation.item.retrieved",
          event_id: "e",
          item: { ...item, content: [{ type: "output_text" }] }
        },
        issues: [{ path: ["item", "content", 0, "text"], message: "expected a string or null, got an integer" }]
      })
    })
  )

  it.effect("ends as the connection beneath it ends", () =>
    Effect.gen(function* () {
      const ends = yield* pairOf(client, server)
      const ga = adaptBeta(ends.client)
      yield* ends.server.close(4000, "invalid_request_error.beta_api_shape_disabled")
      yield* received(ga)
      assert.deepInclude((yield* ga.ended).reason, { _tag: "Closed", code: 4000 })
    })
  )
})

describe("a beta endpoint", () => {
  it.effect("asks for the beta by header and subprotocol, and decodes it", () => {
    const answering = transport({ ...server }, (connection, handshake) =>
      connection.send(
        Beta.ServerEvent.make("session.created", { event_id: "e", session: { instructions: handshake.dialect } })
      )
    )
    return Effect.gen(function* () {
      const endpoint = Beta.conversation({ model: "gpt-4o-realtime-preview" })
      const request = Result.getOrThrow(Endpoint.webSocket(endpoint, Option.none()))
      assert.deepStrictEqual(Redacted.value(request.headers), { "OpenAI-Beta": "realtime=v1" })
      assert.deepStrictEqual(Redacted.value(request.subprotocols), ["realtime", "openai-beta.realtime-v1"])
      const connection = yield* (yield* Transport).connect(endpoint)
      const [first] = yield* connection.incoming.pipe(Stream.take(1), Stream.runCollect)
      assert.deepEqual<unknown>(first, {
        _tag: "Known",
        event: { type: "session.created", event_id: "e", session: { instructions: "beta" } }
      })
    }).pipe(Effect.scoped, Effect.provide(answering))
  })

  it("for transcription names no model", () => {
    const request = Result.getOrThrow(Endpoint.webSocket(Beta.transcription({}), Option.none()))
    assert.strictEqual(request.url, "wss://api.openai.com/v1/realtime?intent=transcription")
  })

  it("the GA endpoints do not ask for it", () => {
    const request = Result.getOrThrow(Endpoint.webSocket(Endpoint.conversation({ model: "m" }), Option.none()))
    assert.deepStrictEqual(Redacted.value(request.subprotocols), ["realtime"])
  })
})
