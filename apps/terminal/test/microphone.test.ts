import { Base64 } from "@antiphon/audio"
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { microphone } from "../src/demo/microphone.ts"
import { initial } from "../src/demo/Model.ts"
import { makeStage } from "../src/demo/Stage.ts"

const recording = Int16Array.from({ length: 250 * 24 }, (_, index) => index)

const ends = Effect.gen(function* () {
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
  const stage = yield* makeStage(initial({ server: "", url: "", inputMs: 250 }), () => Effect.void)
  const arrived: Array<number> = []
  yield* server.incoming.pipe(
    Stream.runForEach((decoded) =>
      Effect.sync(() => {
        assert(decoded._tag === "Known" && decoded.event.type === "input_audio_buffer.append")
        const bytes = Base64.decode(decoded.event.audio)
        assert(bytes._tag === "Success")
        arrived.push(...new Int16Array(bytes.success.slice().buffer))
      })
    ),
    Effect.forkScoped
  )
  return { client, stage, arrived }
})

it.effect("a paced microphone sends each 100 ms on time, and then silence until it is stopped", () =>
  Effect.gen(function* () {
    const { arrived, client, stage } = yield* ends
    const talking = yield* Effect.forkChild(microphone(client, stage, recording, true))
    for (const [ms, chunks] of [
      [99, 0],
      [1, 1],
      [100, 2],
      [350, 5]
    ] as const) {
      yield* TestClock.adjust(ms)
      assert.strictEqual(arrived.length, chunks * 2400)
    }
    yield* Fiber.interrupt(talking)
    assert.deepStrictEqual(arrived.slice(0, recording.length), [...recording])
    assert(arrived.slice(recording.length).every((sample) => sample === 0))
    assert.strictEqual((yield* stage.current).nowMs, 500)
  })
)

it.effect("an unpaced microphone sends everything at once with a second of silence after it", () =>
  Effect.gen(function* () {
    const { arrived, client, stage } = yield* ends
    yield* microphone(client, stage, recording, false)
    yield* TestClock.adjust(0)
    assert.isAtLeast(arrived.length, recording.length + 24_000)
    assert.deepStrictEqual(arrived.slice(0, recording.length), [...recording])
  })
)
