import * as Effect from "effect/Effect"
import * as FS from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** An empty folder, gone with the scope. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => FS.mkdtempSync(join(tmpdir(), "antiphon-recording-"))),
  (path) => Effect.sync(() => FS.rmSync(path, { recursive: true }))
)
