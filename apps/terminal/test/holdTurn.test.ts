import { Base64, Pcm16 } from "@antiphon/audio"
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Engine, serve } from "@antiphon/server"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { makeEar } from "../src/demo/Ear.ts"
import { holdTurn } from "../src/demo/holdTurn.ts"
import { initial, speech } from "../src/demo/Model.ts"
import { makeStage } from "../src/demo/Stage.ts"
import { asset, channels, firstDifference } from "./run.ts"

const recording = channels(asset("user-turn.wav"))[0] ?? new Int16Array(0)
const voice = channels(asset("reply.wav"))[0] ?? new Int16Array(0)

const setUp = (paced: boolean) =>
  Effect.gen(function* () {
    const { client, server, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    const stage = yield* makeStage(initial({ server: "", url: "", inputMs: recording.length / 24 }), () => Effect.void)
    const ear = makeEar(stage, paced)
    return { server, wire, stage, ear, turn: holdTurn({ connection: client, stage, ear, recording, paced }) }
  })

/** Lets time pass in steps, so that what one step sets off is done before the next. */
const pass = (ms: number) =>
  Effect.repeat(Effect.andThen(TestClock.adjust(10), Effect.yieldNow), { times: ms / 10 - 1 })

it.effect("a paced answer plays when it arrives, and the turn ends when it has played", () =>
  Effect.gen(function* () {
    const { ear, server, stage, turn } = yield* setUp(true)
    const engine = Engine.scripted({ turns: [{ say: "He might.", voice }], pace: 2 })
    yield* serve(server).pipe(Effect.provide(engine), Effect.forkScoped)
    const holding = yield* Effect.forkChild(turn)
    yield* pass(9500)
    const playing = yield* stage.current
    assert.strictEqual(playing.firstAudioMs, 6600 + 50)
    assert.approximately(speech(playing).endMs ?? NaN, 6100, 150)
    assert.strictEqual(firstDifference(ear.reply(), voice), undefined)
    assert.strictEqual(holding.pollUnsafe(), undefined)
    yield* pass(400)
    yield* Fiber.join(holding)
    assert.strictEqual(ear.endsAtMs(), 6650 + voice.length / 24)
  })
)

it.effect("a server has 30 s to greet", () =>
  Effect.gen(function* () {
    const { turn } = yield* setUp(false)
    const holding = yield* Effect.forkChild(turn)
    yield* TestClock.adjust("29999 millis")
    assert.strictEqual(holding.pollUnsafe(), undefined)
    yield* TestClock.adjust("1 millis")
    const exit = yield* Fiber.await(holding)
    assert(Exit.isFailure(exit))
    assert.include(String(exit.cause), "the server did not greet within 30 s")
  })
)

it.effect("audio that arrived before a lost connection is kept, also if sending noticed the loss first", () =>
  Effect.gen(function* () {
    const { ear, server, turn, wire } = yield* setUp(false)
    const session = { type: "realtime" } as const
    const part = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
    const delta = Base64.encode(Pcm16.toBytes(voice.subarray(0, 2400)))
    yield* server.send(ServerEvent.make("session.created", { event_id: "event_1", session }))
    yield* server.incoming.pipe(
      Stream.runForEach((decoded) =>
        Effect.gen(function* () {
          if (decoded._tag === "Known" && decoded.event.type === "session.update") {
            return yield* server.send(ServerEvent.make("session.updated", { event_id: "event_2", session }))
          }
          for (let n = 3; n < 23; n++) {
            const event = { event_id: `event_${n}`, ...part, delta }
            yield* server.send(ServerEvent.make("response.output_audio.delta", event))
          }
          yield* wire.drop
        })
      ),
      Effect.forkScoped
    )
    const end = yield* Effect.flip(turn)
    assert.strictEqual(end.message, "closed by the remote side, code 1006")
    assert.strictEqual(ear.reply().length, 20 * 2400)
  })
)
