import * as Effect from "effect/Effect"
import * as FS from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { parse, type Recording } from "./parse.ts"
import { RecordingError } from "./RecordingError.ts"

/** Reads a recording, with the audio that stands beside it. A line whose audio is not there counts as broken. */
export const readFile = Effect.fnUntraced(function* (path: string): Effect.fn.Return<Recording, RecordingError> {
  const text = textOf(yield* read(path))
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

/** UTF-8, or UTF-16 if a byte order mark says so, as a shell of Windows writes it. */
const textOf = (bytes: Uint8Array): string => {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
  return new TextDecoder(encoding).decode(bytes)
}

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
