/** Writes a recording to a file. The scope of the sink owns the open file. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type FileHandle, mkdir, open, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { needPath } from "./check.ts"
import { accessError, type RecordingError } from "./RecordingError.ts"
import type { Sink } from "./Sink.ts"

/**
 * Creates a file, replacing an older one of that name, and its folder if it is missing. Only the user of this process may
 * read either (modes 0600 and 0700), because a recording is as private as the conversation. A written line is with the
 * operating system and stays when this process dies. The scope closes the file.
 */
export const fileSink = (path: string): Effect.Effect<Sink, RecordingError, Scope.Scope> => {
  needPath(fileSink, "fileSink", path)
  return Effect.map(newFile(path), (file) => ({
    write: (lines) => Effect.asVoid(attempt(`write to ${path}`, () => file.appendFile(lines)))
  }))
}

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

const attempt = <A>(action: string, run: () => Promise<A>): Effect.Effect<A, RecordingError> =>
  Effect.tryPromise({ try: run, catch: (cause) => accessError("Sink", action, cause) })
