/** Bodies on what arrives, such as early, unknown, malformed and binary frames. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { check, plain, readOwn, readPeer, roundTrip, same, sendAll, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import { frameOf, note, notes } from "../Note.ts"

/** A frame of a type that the vocabulary does not name. It must arrive whole. */
const unknown = '{"type":"brand.new","n":1,"deep":{"list":[1,null,{"é":"ü"}],"flag":true}}'

/** Characters that a careless encoder breaks, from control characters to a lone surrogate. */
const kinds = '\u0000\u0007\b\t\n"\\/ é ß 漢字 한국어 العربية 🎙️👩‍👩‍👧 \u2028\u2029 \uFEFF \uD83D alone'

/** One body for each requirement on what arrives, and on sending an unknown event. */
export const receiving: BodiesOf<"receive" | "send"> = {
  // The round trip gives the early events time to arrive before the first pull.
  "receive.before-pull": (bench) =>
    Effect.gen(function* () {
      const early = notes(100)
      yield* sendAll(bench.peer.send, early.map(frameOf))
      yield* roundTrip(bench, yield* readPeer(bench))
      const own = yield* readOwn(bench)
      yield* bench.peer.send(frameOf(note(100)))
      yield* same("this end received", (yield* own.take(101)).map(plain), [...early, note(100)])
    }),

  // Nothing reads this end, and sending must go on all the same.
  "receive.unread": (bench) =>
    Effect.gen(function* () {
      yield* sendAll(bench.peer.send, notes(100, 0, "x".repeat(1000)).map(frameOf))
      const peer = yield* readPeer(bench)
      yield* sendAll(bench.connection.send, notes(100))
      yield* same("the peer received", yield* peer.take(100), notes(100).map(frameOf))
    }),

  // The second round trip fails if the interrupted reader took the connection with it.
  "receive.interrupted": (bench) =>
    Effect.gen(function* () {
      const peer = yield* readPeer(bench)
      const reading = yield* Effect.forkChild(Stream.runDrain(bench.connection.incoming))
      yield* roundTrip(bench, peer)
      yield* within("the interruption of the reader", Fiber.interrupt(reading))
      yield* roundTrip(bench, peer)
    }),

  "receive.unknown": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      yield* bench.peer.send(unknown)
      const [decoded] = yield* own.take(1)
      yield* same("the outcome", decoded?._tag, "Unknown")
      yield* same("the event", decoded?._tag === "Unknown" ? decoded.event : undefined, JSON.parse(unknown))
    }),

  // Good events stand around the broken frames, so both order and survival show.
  "receive.malformed": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      const broken = ["not json", "", "[]", "42", "{}", '{"type":7}', '{"type":"note","n":"seven","text":""}', "{"]
      yield* sendAll(bench.peer.send, [frameOf(note(1)), ...broken, frameOf(note(2))])
      const received = yield* own.take(broken.length + 2)
      yield* same(
        "this end received",
        received.map((decoded) => (decoded._tag === "Malformed" ? decoded.error.raw : decoded.event)),
        [note(1), ...broken, note(2)]
      )
    }),

  // The bytes are no valid UTF-8, so decoding them as text would change them.
  "receive.binary": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      yield* within("a binary frame sent", bench.binary(Uint8Array.of(0, 1, 254, 255)))
      const [binary] = yield* own.take(1)
      yield* bench.peer.send(frameOf(note(1)))
      yield* same("the frame after it", (yield* own.take(1)).map(plain), [note(1)])
      const error = binary?._tag === "Malformed" ? binary.error : undefined
      yield* same("the reason", error?.reason, "Binary")
      const raw = error?.raw
      yield* check(raw instanceof Uint8Array, () => "the raw frame is not a Uint8Array")
      yield* same("the raw bytes", raw instanceof Uint8Array ? [...raw] : undefined, [0, 1, 254, 255])
    }),

  "receive.text": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      const peer = yield* readPeer(bench)
      yield* bench.peer.send(frameOf(note(1, kinds)))
      yield* bench.connection.send(note(2, kinds))
      yield* same("this end received", (yield* own.take(1)).map(plain), [note(1, kinds)])
      yield* same("the peer received", yield* peer.take(1), [frameOf(note(2, kinds))])
    }),

  "send.unknown": (bench) =>
    Effect.gen(function* () {
      const peer = yield* readPeer(bench)
      const decoded = bench.setup.codec.decode(unknown)
      if (decoded._tag === "Unknown") yield* bench.connection.send(decoded.event)
      yield* same("the peer received", yield* peer.take(1), [unknown])
    })
}
