/** Writes what callers say. A turn is recognized once, though its transcript and its answer both need its words. */
import type { EarsError } from "@antiphon/ears"
import { makeRecognizer } from "@antiphon/ears/node"
import { EngineError, type EngineParts } from "@antiphon/server"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import { joined } from "./joined.ts"

/** How many turns are remembered. Many calls at once have one open turn each. */
const remembered = 64

/** Makes the recognizer of all calls. The scope ends its thread. */
export const makeEars: Effect.Effect<EngineParts["transcribe"], EarsError, Scope.Scope> = Effect.gen(function* () {
  const { transcribe } = yield* makeRecognizer()
  const turns = new Map<string, Effect.Effect<string, EngineError>>()

  const recognized = Effect.fnUntraced(function* (samples: Int16Array) {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
    const key = createHash("sha256").update(bytes).digest("hex")
    const text = Stream.runCollect(transcribe(Stream.make(samples))).pipe(
      Effect.map((words) => words.map((word) => word.text).join("")),
      Effect.mapError((cause) => new EngineError({ part: "transcribe", message: cause.message, cause }))
    )
    const once = turns.get(key) ?? (yield* Effect.cached(text))
    turns.set(key, once)
    const [oldest] = turns.keys()
    if (turns.size > remembered && oldest !== undefined) turns.delete(oldest)
    return yield* once
  })

  const heard: EngineParts["transcribe"] = (_request, audio) =>
    Stream.fromEffect(
      Effect.flatMap(Stream.runCollect(audio), (blocks) => Effect.map(recognized(joined(blocks)), (text) => ({ text })))
    )
  return heard
})
