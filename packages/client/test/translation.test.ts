import { Translation, type Connection } from "@antiphon/core"
import { listen } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { connect, type TranslationSession } from "../src/translation.ts"
import { collect, failure } from "./against.ts"

type Peer = Connection<Translation.ClientEvent, object>

const anything = { decode: Translation.ServerEvent.decode, encode: (event: object) => JSON.stringify(event) }
const greeting = { type: "session.created", event_id: "event_0", session: { type: "translation" } }

/** A session with a peer that greets and then answers as scripted. */
const against = (
  answer: (event: Translation.ClientEvent, peer: Peer) => Effect.Effect<unknown, unknown>,
  use: (session: TranslationSession) => Promise<void>,
  timeoutMs?: number,
  greetings: ReadonlyArray<object> = [greeting]
): Promise<void> =>
  Effect.gen(function* () {
    const { listener, transport } = yield* listen<Translation.ClientEvent, object>({
      incoming: Translation.ClientEvent,
      outgoing: anything
    })
    const hear = (peer: Peer) =>
      Stream.runForEach(peer.incoming, (decoded) =>
        decoded._tag === "Known" ? answer(decoded.event, peer) : Effect.void
      )
    yield* Effect.forkScoped(listener.run((peer) => Effect.andThen(Effect.forEach(greetings, peer.send), hear(peer))))
    yield* Effect.promise(async () => {
      const options = { transport, model: "m", key: "ek_any", ...(timeoutMs === undefined ? {} : { timeoutMs }) }
      await using session = await connect(options)
      await use(session)
    })
  }).pipe(Effect.scoped, Effect.runPromise)

it("an opening that goes wrong ends at once, with what the server said", async () => {
  const error = { type: "invalid_request_error", code: "model_not_found", message: "There is no such model." }
  const openings: ReadonlyArray<readonly [ReadonlyArray<object>, string, RegExp]> = [
    [[{ type: "error", event_id: "event_1", error }], "refused", /There is no such model\./],
    [
      [{ type: "session.created", event_id: "event_1", session: "?" }],
      "malformed",
      /^the server did not greet: .*session/
    ]
  ]
  for (const [greetings, code, said] of openings) {
    const failed = await failure(
      against(
        () => Effect.void,
        async () => {},
        60_000,
        greetings
      )
    )
    assert.strictEqual(failed.code, code)
    assert.match(failed.message, said)
  }
})

it("the error of a greeting that never comes says what came instead", async () => {
  const said = async (greetings: ReadonlyArray<object>) =>
    (
      await failure(
        against(
          () => Effect.void,
          async () => {},
          50,
          greetings
        )
      )
    ).message
  assert.strictEqual(await said([]), "no greeting within 50 ms: the server said nothing")
  const other = await said([{ type: "welcome", event_id: "event_1" }])
  assert.strictEqual(other, "no greeting within 50 ms: the server said welcome first")
})

it("audio goes in pieces of 200 ms, whatever it came in, and the rest when it is finished", () => {
  const appended: Array<number> = []
  return against(
    (event, peer) => {
      if (event.type === "session.close") return peer.send({ type: "session.closed", event_id: "event_1" })
      if (event.type === "session.input_audio_buffer.append") {
        appended.push(Buffer.from(event.audio, "base64").length / 48)
      }
      return Effect.void
    },
    async (session) => {
      for (const ms of [50, 500, 130]) await session.sendAudio(new Int16Array(24 * ms))
      await session.finish()
      assert.deepStrictEqual(appended, [200, 200, 200, 80])
    }
  )
})

it("a server that says nothing more is not waited for; one that goes on is", () => {
  const delta = { type: "session.output_transcript.delta", event_id: "event_1", delta: "so" }
  const goOn = (peer: Peer) => Effect.repeat(Effect.delay(peer.send(delta), "250 millis"), { times: 5 })
  return against(
    (event, peer) => (event.type === "session.close" ? goOn(peer) : Effect.void),
    async (session) => {
      assert.strictEqual((await failure(session.finish())).code, "no_answer")
      await session.close()
      assert.deepStrictEqual(
        await collect(session.transcriptChunks()),
        Array.from({ length: 6 }, () => "so")
      )
    },
    1000
  )
})

it("unknown and malformed events reach their listeners, and disturb nothing", () =>
  against(
    (_event, peer) =>
      Effect.forEach(
        [
          { type: "session.output_audio.delta", event_id: "event_1", delta: "$$$" },
          { type: "session.output_audio.delta", event_id: "event_2", delta: 7 },
          { type: "session.hummed", event_id: "event_3" },
          { type: "session.output_audio.delta", event_id: "event_4", delta: "AQA" }
        ],
        (event) => peer.send(event)
      ),
    async (session) => {
      const told: Array<string | undefined> = []
      const came = Promise.withResolvers<void>()
      session.on("malformed", ({ issues }) => told.push(issues[0]?.path.join(".")))
      session.on("unknown", ({ type }) => told.push(type))
      session.on("session.output_audio.delta", () => came.resolve())
      await session.sendAudio(new Int16Array(4800))
      await came.promise
      assert.deepStrictEqual(told, ["delta", "delta", "session.hummed"])
      await session.close()
      assert.deepStrictEqual(await collect(session.audioChunks()), [Int16Array.of(1)])
    }
  ))

it("a refusal and an answer that come together reach each the one who waits for it", () => {
  const asked: Array<string | undefined> = []
  return against(
    (event, peer) => {
      if (event.type !== "session.update" || asked.push(event.event_id) < 2) return Effect.void
      const error = { type: "invalid_request_error", message: "No.", event_id: asked[0] }
      const session = { type: "translation", audio: { output: { language: "it" } } }
      return Effect.andThen(
        peer.send({ type: "error", event_id: "event_1", error }),
        peer.send({ type: "session.updated", event_id: "event_2", session })
      )
    },
    async (session) => {
      const wrong = failure(session.configure({}))
      const right = session.configure({})
      assert.strictEqual((await wrong).code, "refused")
      assert.strictEqual((await right).audio?.output?.language, "it")
    }
  )
})

it("a signal withdraws a command", () =>
  against(
    () => Effect.void,
    async (session) => {
      const error = await failure(session.configure({}, { signal: AbortSignal.timeout(1) }))
      assert.strictEqual(error.code, "aborted")
    }
  ))
