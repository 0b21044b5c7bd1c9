import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { mkdir, open } from "node:fs/promises"
import { dirname } from "node:path"
import { RecordingError } from "./RecordingError.ts"
import type { Sink } from "./Sink.ts"

/**
 * A new file, over an older one of that name; its folder is made where it is missing. A line that was written is with the
 * operating system, and stays when this process dies. The scope closes the file.
 */
export const fileSink = (path: string): Effect.Effect<Sink, RecordingError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      attempt(`open ${path}`, async () => {
        await mkdir(dirname(path), { recursive: true })
        return open(path, "w")
      }),
      (file) => Effect.promise(() => file.close())
    ),
    (file) => ({ write: (lines) => Effect.asVoid(attempt(`write to ${path}`, () => file.appendFile(lines))) })
  )

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
