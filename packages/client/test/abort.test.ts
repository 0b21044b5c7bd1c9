import { type ClientEvent, Endpoint } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { dial } from "../src/opening/openSession.ts"
import { against, failure, type Peer } from "./against.ts"

/** A peer that answers as scripted, and what it received. */
const answering = (answer: (event: ClientEvent, peer: Peer) => Effect.Effect<unknown, unknown>) => {
  const sent: Array<string> = []
  const peer = (connection: Peer) =>
    connection.incoming.pipe(
      Stream.runForEach((decoded) => {
        if (decoded._tag !== "Known") return Effect.void
        sent.push(decoded.event.type)
        return answer(decoded.event, connection)
      })
    )
  return { peer, sent }
}

it.effect("a transport of another author that never opens is given up", () =>
  Effect.gen(function* () {
    const asked = yield* Deferred.make<void>()
    const transport = { connect: () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never) }
    const dialling = dial({ transport, key: "k", url: "ws://127.0.0.1:1/v1" }, (where) =>
      Endpoint.conversation({ ...where, model: "m" })
    )
    const opening = yield* Effect.forkChild(Effect.flip(dialling))
    yield* Deferred.await(asked)
    yield* TestClock.adjust("30 seconds")
    assert.strictEqual((yield* Fiber.join(opening)).reason._tag, "Timeout")
  })
)

it("a signal that is aborted already sends nothing", () => {
  const came = Promise.withResolvers<void>()
  const { peer, sent } = answering((event) =>
    Effect.sync(() => event.type === "input_audio_buffer.append" && came.resolve())
  )
  return against(peer, async (session) => {
    const signal = AbortSignal.abort("enough")
    const calls = [
      session.sendText("Hello.", { signal }),
      session.createResponse({}, { signal }),
      session.addItem({ type: "message", role: "user", content: [] }, { signal }),
      session.retrieveItem("item_1", { signal })
    ]
    const errors = await Promise.all(calls.map(failure))
    assert.deepStrictEqual(new Set(errors.map(({ cause, code }) => `${code} ${cause}`)), new Set(["aborted enough"]))
    await session.sendAudio(new Int16Array(2400))
    await came.promise
    assert.deepStrictEqual(sent, ["input_audio_buffer.append"])
  })
})

it("an aborted request for a response is withdrawn: the response is cancelled as it begins, and no listener gets it", () => {
  const asked = Promise.withResolvers<object | null | undefined>()
  const cancelled = Promise.withResolvers<string | null | undefined>()
  let begin: (event: object) => Promise<void>
  const { peer } = answering((event, connection) =>
    Effect.sync(() => {
      begin = (told) => Effect.runPromise(Effect.ignore(connection.send(told)))
      if (event.type === "response.create") asked.resolve(event.response?.metadata)
      if (event.type === "response.cancel") cancelled.resolve(event.response_id)
    })
  )
  return against(peer, async (session) => {
    const heard: Array<string> = []
    session.on("response.created", ({ response }) => void heard.push(response.id))
    const controller = new AbortController()
    const asking = failure(session.createResponse({}, { signal: controller.signal }))
    const metadata = await asked.promise
    controller.abort()
    assert.strictEqual((await asking).code, "aborted")
    await begin({ type: "response.created", event_id: "event_1", response: { id: "late", metadata } })
    assert.strictEqual(await cancelled.promise, "late")
    assert.deepStrictEqual(heard, [])
  })
})

it("a command that is aborted while it waits rejects at once", () => {
  const asked = Promise.withResolvers<void>()
  const { peer } = answering(() => Effect.sync(() => asked.resolve()))
  return against(peer, async (session) => {
    const controller = new AbortController()
    const retrieving = failure(session.retrieveItem("item_1", { signal: controller.signal }))
    await asked.promise
    controller.abort()
    assert.strictEqual((await retrieving).code, "aborted")
  })
})
