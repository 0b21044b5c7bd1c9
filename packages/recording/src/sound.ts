/** The audio in events: taken out into bytes, and put back as it was. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { EventLine, Line } from "./Line.ts"

const toBase64 = Schema.encodeSync(Schema.Uint8ArrayFromBase64)
const fromBase64 = Schema.decodeUnknownOption(Schema.Uint8ArrayFromBase64)

/** The field that holds the audio of an event of this type, in any dialect. */
const soundField = (type: string): "audio" | "delta" | undefined =>
  type.endsWith("input_audio_buffer.append") ? "audio" : type.endsWith("audio.delta") ? "delta" : undefined

/** An event with its audio beside it; none where it has no audio, or such that would not come back letter for letter. */
export const takeSound = (
  event: EventLine["event"]
): Option.Option<{ readonly event: EventLine["event"]; readonly bytes: Uint8Array }> => {
  const field = soundField(event.type)
  const text = field === undefined ? undefined : event[field]
  if (field === undefined || typeof text !== "string" || text === "") return Option.none()
  return Option.flatMap(fromBase64(text), (bytes) =>
    toBase64(bytes) === text ? Option.some({ event: { ...event, [field]: "" }, bytes }) : Option.none()
  )
}

/** A line with its audio in place again; none where `bytesOf` does not have it all. */
export const putSound = (line: Line, bytesOf: (file: string) => Uint8Array | undefined): Option.Option<Line> => {
  if (!("event" in line) || line.sound === undefined) return Option.some(line)
  const { sound, ...rest } = line
  const field = soundField(line.event.type)
  const bytes = bytesOf(sound.file)?.subarray(sound.at, sound.at + sound.bytes)
  if (field === undefined || bytes?.length !== sound.bytes) return Option.none()
  return Option.some({ ...rest, event: { ...line.event, [field]: toBase64(bytes) } })
}
