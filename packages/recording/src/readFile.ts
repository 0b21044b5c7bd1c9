/** Reads a recording from a file. */
import * as Effect from "effect/Effect"
import * as FS from "node:fs/promises"
import { needPath } from "./check.ts"
import { parse, type Recording } from "./parse.ts"
import { accessError, type RecordingError } from "./RecordingError.ts"

/** Reads a recording from a file. Fails with `Source` if the file cannot be read, and otherwise as {@link parse} does. */
export const readFile = (path: string): Effect.Effect<Recording, RecordingError> => {
  needPath(readFile, "readFile", path)
  return Effect.flatMap(read(path), (bytes) => Effect.fromResult(parse(textOf(bytes))))
}

/** Decodes UTF-8, or UTF-16 if a byte order mark says so. Shells of Windows write UTF-16. */
const textOf = (bytes: Uint8Array): string => {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
  return new TextDecoder(encoding).decode(bytes)
}

const read = (path: string): Effect.Effect<Buffer, RecordingError> =>
  Effect.tryPromise({
    try: () => FS.readFile(path),
    catch: (cause) => accessError("Source", `read ${path}`, cause)
  })
