import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type FileHandle, mkdir, open, rm } from "node:fs/promises"
import { basename, dirname } from "node:path"
import type { SoundPlace } from "./Line.ts"
import { RecordingError } from "./RecordingError.ts"
import type { Sink, SoundSink } from "./Sink.ts"

/**
 * A new file in the place of an older one of that name. A missing folder is made. Only the user of this process may read
 * either (modes 0600 and 0700), because a recording is as private as the conversation. A line that was written is with the
 * operating system, and stays when this process dies. The scope closes the file.
 */
export const fileSink = (path: string): Effect.Effect<Sink, RecordingError, Scope.Scope> =>
  Effect.map(newFile(path), (file) => ({ write: (lines) => append(path, file, lines) }))

/**
 * As {@link fileSink}, with the audio of events in two files beside it: `session.jsonl` has `session.in.raw` and
 * `session.out.raw`, bytes as they travelled, one event behind the other.
 */
export const fileSinkWithSound = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<SoundSink, RecordingError, Scope.Scope> {
  const lines = yield* fileSink(path)
  const sounds = { in: yield* soundFile(path, "in"), out: yield* soundFile(path, "out") }
  return { ...lines, writeSound: (direction, bytes) => sounds[direction](bytes) }
})

const soundFile = Effect.fnUntraced(function* (path: string, direction: "in" | "out") {
  const own = `${path.replace(/\.jsonl$/, "")}.${direction}.raw`
  const file = yield* newFile(own)
  let at = 0
  return (bytes: Uint8Array): Effect.Effect<SoundPlace, RecordingError> =>
    Effect.map(append(own, file, bytes), () => {
      const place = { file: basename(own), at, bytes: bytes.length }
      at += bytes.length
      return place
    })
})

const newFile = (path: string): Effect.Effect<FileHandle, RecordingError, Scope.Scope> =>
  Effect.acquireRelease(
    attempt(`open ${path}`, async () => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      // An older file would keep its mode, and a link would be followed.
      await rm(path, { force: true })
      return open(path, "wx", 0o600)
    }),
    (file) => Effect.promise(() => file.close())
  )

const append = (path: string, file: FileHandle, data: string | Uint8Array) =>
  Effect.asVoid(attempt(`write to ${path}`, () => file.appendFile(data)))

const attempt = <A>(what: string, run: () => Promise<A>): Effect.Effect<A, RecordingError> =>
  Effect.tryPromise({
    try: run,
    catch: (cause) =>
      new RecordingError({
        reason: "Sink",
        message: `could not ${what}: ${cause instanceof Error ? cause.message : String(cause)}`,
        cause
      })
  })
