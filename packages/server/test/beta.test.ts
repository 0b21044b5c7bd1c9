/** Sessions in the beta dialect (protocol section 3). */
import { Beta } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { Engine, type Script, serveBeta } from "../src/index.ts"
import { base64, joined, silence, tone } from "./helper.ts"

const hello: Script = { turns: [{ heard: "Hi.", say: "Good day to you.", voice: tone(250) }] }

const open = Effect.fnUntraced(function* (script: Script = hello) {
  const { client, server } = yield* pair({ incoming: Beta.ServerEvent, outgoing: Beta.ClientEvent })
  const engine = Engine.scripted(script)
  const handshake = {
    path: "/v1/realtime",
    query: { model: "gpt-4o-realtime-preview" },
    dialect: "beta",
    key: Option.none(),
    origin: Option.none(),
    peer: "memory"
  } as const
  yield* Effect.forkScoped(Effect.provide(serveBeta(server, handshake, { seed: "test" }), engine))
  const events = yield* Queue.unbounded<Beta.ServerEvent>()
  yield* client.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Known" ? Queue.offer(events, decoded.event) : Effect.die(decoded)
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  const send = (event: object): Effect.Effect<void> => {
    const decoded = Beta.ClientEvent.decodeValue(event)
    return decoded._tag === "Malformed" ? Effect.die(decoded.error) : Effect.orDie(client.send(decoded.event))
  }
  const until = Effect.fnUntraced(function* (type: Beta.ServerEvent["type"]) {
    const taken = [yield* Queue.take(events)]
    while (taken.at(-1)?.type !== type) taken.push(yield* Queue.take(events))
    return taken
  })
  return { send, until }
})

const types = (events: ReadonlyArray<Beta.ServerEvent>) => [...new Set(events.map(({ type }) => type))]

describe("a beta session", () => {
  it.effect("has a flat session, and text responses under beta names", () =>
    Effect.gen(function* () {
      const { send, until } = yield* open()
      const created = (yield* until("session.created")).at(-1)
      assert.deepInclude(created?.type === "session.created" && created.session, {
        model: "gpt-4o-realtime-preview",
        input_audio_format: "pcm16",
        voice: "alloy"
      })
      yield* send({ type: "session.update", session: { modalities: ["text"], instructions: "Be brief." } })
      const updated = (yield* until("session.updated")).at(-1)
      assert.deepInclude(updated?.type === "session.updated" && updated.session, {
        modalities: ["text"],
        instructions: "Be brief."
      })
      const item = { type: "message", role: "user", content: [{ type: "input_text", text: "Hi." }] }
      yield* send({ type: "conversation.item.create", item })
      yield* send({ type: "response.create" })
      assert.deepStrictEqual(types(yield* until("response.done")), [
        "conversation.item.created",
        "response.created",
        "response.output_item.added",
        "response.content_part.added",
        "response.text.delta",
        "response.text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done"
      ])
    })
  )

  it.effect("transcribes a turn and answers it with audio under beta names", () =>
    Effect.gen(function* () {
      const { send, until } = yield* open()
      yield* send({
        type: "input_audio_buffer.append",
        audio: base64(joined([silence(400), tone(500), silence(900)]))
      })
      const events = types(yield* until("response.done"))
      for (const type of [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.committed",
        "conversation.item.created",
        "response.audio_transcript.delta",
        "response.audio.delta",
        "response.audio.done"
      ] as const) {
        assert.include(events, type)
      }
      assert.notInclude<string>(events, "conversation.item.added")
    })
  )

  it.effect("names the field at fault as the beta spells it", () =>
    Effect.gen(function* () {
      const { send, until } = yield* open()
      yield* send({
        type: "session.update",
        event_id: "mine",
        session: { turn_detection: { type: "server_vad", threshold: 3 } }
      })
      const error = (yield* until("error")).at(-1)
      assert.deepInclude(error?.type === "error" && error.error, {
        code: "invalid_value",
        param: "session.turn_detection.threshold",
        event_id: "mine"
      })
    })
  )

  it.effect("echoes the temperature of a request in its response alone, also behind a request that is refused", () =>
    Effect.gen(function* () {
      const { send, until } = yield* open({ turns: [{ say: "One." }, { say: "Two." }, { say: "Three." }] })
      yield* until("session.created")
      const temperatures = Effect.fnUntraced(function* (...requests: ReadonlyArray<object>) {
        for (const response of requests) yield* send({ type: "response.create", response })
        const events = yield* until("response.done")
        return events.flatMap((event) => ("response" in event ? [event.response.temperature] : []))
      })
      assert.deepStrictEqual(yield* temperatures({ temperature: 1.1 }), [1.1, 1.1])
      const refused = { temperature: 0.9, max_output_tokens: -1 }
      assert.deepStrictEqual(yield* temperatures(refused, { temperature: 0.7 }), [0.7, 0.7])
      assert.deepStrictEqual(yield* temperatures({}), [0.8, 0.8])
    })
  )

  it.effect(
    "has what recorded beta sessions have, such as object, temperature, client_secret and the name of a call",
    () =>
      Effect.gen(function* () {
        const calls = [{ name: "look", arguments: {} }]
        const { send, until } = yield* open({ turns: [{ say: "Let me look.", calls }] })
        const created = (yield* until("session.created")).at(-1)
        const sessionOf = (event: Beta.ServerEvent | undefined) =>
          event !== undefined && "session" in event ? event.session : {}
        assert.deepInclude(sessionOf(created), { temperature: 0.8, client_secret: null })
        yield* send({ type: "session.update", session: { temperature: 0.6, voice: "sage" } })
        const updated = (yield* until("session.updated")).at(-1)
        assert.deepInclude(sessionOf(updated), { temperature: 0.6, client_secret: null })
        yield* send({ type: "session.update", session: { temperature: 1, speed: 9 } })
        yield* until("error")
        yield* send({ type: "session.update", session: { instructions: "Be brief." } })
        assert.deepInclude(sessionOf((yield* until("session.updated")).at(-1)), { temperature: 0.6 })

        const content = [{ type: "input_text", text: "Look." }]
        yield* send({ type: "conversation.item.create", item: { type: "message", role: "user", content } })
        yield* send({ type: "response.create" })
        const events = yield* until("response.done")
        for (const event of events) {
          if ("item" in event) assert.deepInclude(event.item, { object: "realtime.item" })
          if (event.type !== "response.created" && event.type !== "response.done") continue
          assert.deepInclude(event.response, { object: "realtime.response", temperature: 0.6 })
          for (const item of event.response.output ?? []) assert.deepInclude(item, { object: "realtime.item" })
        }
        const called = events.find(({ type }) => type === "response.function_call_arguments.done")
        assert.include(JSON.stringify(called), `"name":"look"`)
      })
  )
})
