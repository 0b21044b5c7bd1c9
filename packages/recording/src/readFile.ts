import * as Effect from "effect/Effect"
import * as FS from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { parse, type Recording } from "./parse.ts"
import { RecordingError } from "./RecordingError.ts"

/** Reads a recording, with the audio that stands beside it. A line whose audio is not there counts as broken. */
export const readFile = Effect.fnUntraced(function* (path: string): Effect.fn.Return<Recording, RecordingError> {
  const text = (yield* read(path)).toString()
  const recording = yield* Effect.fromResult(parse(text))
  const names = new Set(
    recording.lines.flatMap((line) => ("event" in line && line.sound !== undefined ? [basename(line.sound.file)] : []))
  )
  if (names.size === 0) return recording
  const sounds = new Map<string, Uint8Array>()
  for (const name of names) {
    const bytes = yield* Effect.option(read(join(dirname(path), name)))
    if (bytes._tag === "Some") sounds.set(name, bytes.value)
  }
  return yield* Effect.fromResult(parse(text, (file) => sounds.get(basename(file))))
})

const read = (path: string): Effect.Effect<Buffer, RecordingError> =>
  Effect.tryPromise({
    try: () => FS.readFile(path),
    catch: (cause) =>
      new RecordingError({
        reason: "Source",
        message: `could not read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
        cause
      })
  })
