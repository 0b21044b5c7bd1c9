/** What readers of one part of the state see of it. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { place, scripted, speak, until } from "./scripted.ts"

const second = Buffer.alloc(48_000).toString("base64")

it.effect("a reader of a part of the state reads it as it is, and then each change of that part alone", () =>
  Effect.gen(function* () {
    const { say, session } = yield* scripted()
    const seen: Array<string | undefined> = []
    const reading = yield* session
      .changesOf(({ responses }) => responses.get("r")?.status)
      .pipe(
        Stream.takeUntil((status) => status === "completed"),
        Stream.runForEach((status) => Effect.sync(() => seen.push(status))),
        Effect.forkChild({ startImmediately: true })
      )
    yield* speak(say)
    for (const audioMs of [2000, 3000, 4000]) {
      yield* say("response.output_audio.delta", { ...place, delta: second })
      yield* until(session, ({ items }) => items.get("i")?.parts.get(0)?.audioMs === audioMs)
    }
    yield* say("response.done", { response: { id: "r", status: "completed", output: [] } })
    yield* Fiber.join(reading)
    assert.deepStrictEqual(seen, [undefined, "in_progress", "completed"])
  })
)

it.effect("a selector that throws ends its own reader, and the session goes on", () =>
  Effect.gen(function* () {
    const { say, session } = yield* scripted()
    const select = ({ responses }: { readonly responses: ReadonlyMap<string, unknown> }): number => {
      if (responses.size > 0) throw new Error("not ready for responses")
      return responses.size
    }
    const reading = yield* Effect.forkChild(Stream.runDrain(session.changesOf(select)), { startImmediately: true })
    yield* speak(say)
    yield* until(session, ({ items }) => items.get("i")?.parts.get(0)?.audioMs === 1000)
    const exit = yield* Fiber.await(reading)
    assert.include(String(exit), "not ready for responses")
  })
)
