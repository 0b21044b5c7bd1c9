/** Turns a recorded line back into a frame. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { RecordedLine } from "../RecordedLine.ts"

const fromBase64 = Schema.decodeUnknownOption(Schema.Uint8ArrayFromBase64)

/** The frame that a line stands for, or `undefined` for the end line. */
export const frameOf = (line: RecordedLine): string | Uint8Array | undefined => {
  if ("event" in line) return JSON.stringify(line.event)
  if (!("malformed" in line)) return undefined
  const { base64, text = "" } = line.malformed
  return base64 === undefined ? text : Option.getOrElse(fromBase64(base64), () => new Uint8Array())
}
