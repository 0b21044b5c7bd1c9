/** Reads a text file that the user wrote. */
import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"
import { type CliFailure, cliFailure, reasonOf } from "./CliFailure.ts"

/**
 * Returns the text of a file without its byte order mark. The text is UTF-8, or UTF-16 if a mark says so, which shells of Windows
 * write. `what` names the file in the failure.
 */
export const readText = (path: string, what: string): Effect.Effect<string, CliFailure> =>
  Effect.tryPromise({
    try: async () => textOf(await readFile(path)),
    catch: (cause) => cliFailure(`${what}: ${reasonOf(cause)}`)
  })

const textOf = (bytes: Uint8Array): string => {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
  return new TextDecoder(encoding).decode(bytes)
}
