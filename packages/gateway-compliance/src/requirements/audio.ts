/** The requirements on `AudioStore`. */
import { type AudioSegment, freshToken, maxSegmentBytes } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import type { Requirement } from "../Bench.ts"
import { holds, same } from "../Violation.ts"

const segmentOf = (fields: Partial<AudioSegment>): AudioSegment => ({
  sid: freshToken("sess"),
  direction: "in",
  epoch: 1,
  n: 0,
  format: "audio/pcm",
  bytes: Uint8Array.of(1, 2, 250),
  ...fields
})

const bytesOf = (segment: AudioSegment | undefined) => segment && [segment.format, ...segment.bytes]

export const audio = {
  "audio.put": {
    says: "A segment comes back from any node with its bytes and format, its first writing stands, and the caller may reuse its bytes.",
    body: ({ a, b, restart }) =>
      Effect.gen(function* () {
        const segment = segmentOf({ format: "audio/pcmu" })
        yield* same("nothing yet", yield* a.audio.get(segment), undefined)
        yield* a.audio.put(segment)
        // The caller uses the bytes for something else.
        segment.bytes.fill(7)
        yield* b.audio.put({ ...segment, bytes: Uint8Array.of(9) })
        yield* same("the segment", bytesOf(yield* b.audio.get(segment)), ["audio/pcmu", 1, 2, 250])
        const node = yield* restart
        yield* same("after a restart", bytesOf(yield* node.audio.get(segment)), ["audio/pcmu", 1, 2, 250])
      })
  },
  "audio.list": {
    says: "The segments of a session are listed by direction, epoch and number, and are gone when it is erased.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const names = (["out", "in"] as const).flatMap((direction) =>
          [2, 1].flatMap((epoch) => [10, 2, 0].map((n) => ({ sid, direction, epoch, n })))
        )
        const other = segmentOf({})
        yield* Effect.forEach([...names.map(segmentOf), other], (segment) => a.audio.put(segment), { concurrency: 4 })
        yield* same("the names", yield* b.audio.list(sid), names.toReversed())
        yield* b.audio.erase(sid)
        yield* same("the erased ones", yield* a.audio.list(sid), [])
        yield* same("one of them", yield* a.audio.get({ sid, direction: "in", epoch: 1, n: 0 }), undefined)
        yield* same("another session's", (yield* a.audio.list(other.sid)).length, 1)
      })
  },
  "audio.largest": {
    says: "A segment of the largest size is taken and comes back.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const bytes = Uint8Array.from({ length: maxSegmentBytes }, (_, n) => n * 7)
        const segment = segmentOf({ bytes })
        yield* a.audio.put(segment)
        const found = yield* b.audio.get(segment)
        yield* holds(
          "the bytes come back",
          bytes.every((byte, n) => found?.bytes[n] === byte)
        )
      })
  }
} as const satisfies Record<string, Requirement>
