import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Tracer from "effect/Tracer"
import { traced } from "../src/tracing.ts"
import { scripted } from "./scripted.ts"

it.effect("a traced session has a span around each command, which ends with the answer or the refusal", () =>
  Effect.gen(function* () {
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      }
    })
    const { next, refuse, say, session } = yield* scripted()
    const observed = traced(session)
    const giving = yield* Effect.forkChild(
      Effect.withTracer(
        Effect.andThen(
          observed.clearInput,
          Effect.flip(observed.configure({ type: "realtime", instructions: "Hush." }))
        ),
        tracer
      ),
      { startImmediately: true }
    )
    yield* next
    yield* say("input_audio_buffer.cleared", {})
    yield* refuse(yield* next, "invalid_value")
    yield* Fiber.join(giving)
    assert.deepStrictEqual(
      spans.map(({ name, status }) => [name, status._tag === "Ended" ? status.exit._tag : status._tag]),
      [
        ["Session.clearInput", "Success"],
        ["Session.configure", "Failure"]
      ]
    )
    assert.notInclude(JSON.stringify(spans.map(({ attributes }) => [...attributes])), "Hush")
  })
)
