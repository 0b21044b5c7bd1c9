import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
import { listen } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { parse, RecordingError, recordTransport } from "../src/index.ts"

const clear = ClientEvent.make("input_audio_buffer.clear", {})
const cleared = ServerEvent.make("input_audio_buffer.cleared", { event_id: "event_1" })
const endpoint = Endpoint.conversation({ base: "wss://host/v1/realtime?api-key=sk-12345678", model: "m" })

it.effect("each connection of a recorded transport is written to a sink of its own", () =>
  Effect.gen(function* () {
    const { listener, transport } = yield* listen({ incoming: ClientEvent, outgoing: ServerEvent })
    yield* Effect.forkScoped(listener.run((server) => Stream.runForEach(server.incoming, () => server.send(cleared))))
    const texts = new Map<number, string>()
    const recorded = recordTransport(transport, (number) =>
      Effect.succeed({
        write: (lines: string) => Effect.sync(() => void texts.set(number, `${texts.get(number) ?? ""}${lines}`))
      })
    )
    for (const _ of [1, 2]) {
      yield* Effect.scoped(
        Effect.gen(function* () {
          const connection = yield* recorded.connect(endpoint)
          yield* connection.send(clear)
          yield* Stream.runHead(connection.incoming)
        })
      )
    }
    assert.deepStrictEqual([...texts.keys()], [1, 2])
    for (const text of texts.values()) {
      const { header, lines } = Result.getOrThrow(parse(text))
      assert.notInclude(header.endpoint, "sk-12345678")
      assert.deepStrictEqual(
        lines.map((line) => ("event" in line ? line.event.type : "end")),
        [clear.type, cleared.type]
      )
    }
  })
)

it.effect("a connection whose sink refuses continues unrecorded with a report, and the next one is recorded", () =>
  Effect.gen(function* () {
    const { listener, transport } = yield* listen({ incoming: ClientEvent, outgoing: ServerEvent })
    yield* Effect.forkScoped(listener.run((server) => Stream.runForEach(server.incoming, () => server.send(cleared))))
    const reports: Array<string> = []
    const written: Array<string> = []
    const full = new RecordingError({ reason: "Sink", message: "the disk is full" })
    const refusals = [Effect.fail(full), Effect.succeed({ write: () => Effect.fail(full) })]
    const recorded = recordTransport(
      transport,
      (number) =>
        refusals[number - 1] ??
        Effect.succeed({ write: (lines: string) => Effect.sync(() => void written.push(lines)) }),
      { onFailed: ({ message }) => Effect.sync(() => void reports.push(message)) }
    )
    for (const expected of [1, 2, 2]) {
      const connection = yield* recorded.connect(endpoint)
      yield* connection.send(clear)
      assert.strictEqual((yield* Stream.runHead(connection.incoming))._tag, "Some")
      assert.strictEqual(reports.length, expected)
    }
    assert.isAbove(written.length, 2)
  })
)
