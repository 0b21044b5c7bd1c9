/** Sessions that use GA's names in one flat object without a `type`, as xAI has them. */
import type { Note } from "@antiphon/core/transport"
import { type Fields, fieldsAt, isFields, present, without } from "./values.ts"

/** Nests a flat session. */
export const nested = (session: Fields, note: Note): Fields => {
  if (session["type"] !== undefined) return session
  note(["session"], "is flat and has no type, and is nested in GA")
  const { modalities, turn_detection: turns, voice } = session
  const audio = fieldsAt(session, "audio")
  // A server without turn detection says so by a type that is null.
  const turnDetection = isFields(turns) && turns["type"] == null ? null : turns
  return {
    ...without(session, "modalities", "voice", "turn_detection", "audio"),
    type: "realtime",
    ...present({ output_modalities: modalities ?? session["output_modalities"] }),
    audio: {
      ...audio,
      input: { ...fieldsAt(audio, "input"), ...present({ turn_detection: turnDetection }) },
      output: { ...fieldsAt(audio, "output"), ...present({ voice }) }
    }
  }
}

/** Flattens a GA session for a request. */
export const flat = (session: Fields): Fields => {
  const audio = fieldsAt(session, "audio")
  const input = fieldsAt(audio, "input")
  const output = fieldsAt(audio, "output")
  const rest = present({
    input: nonEmpty(without(input, "turn_detection")),
    output: nonEmpty(without(output, "voice"))
  })
  return {
    ...without(session, "type", "audio", "output_modalities"),
    ...present({
      modalities: session["output_modalities"],
      voice: output["voice"],
      turn_detection: input["turn_detection"] === null ? { type: null } : input["turn_detection"],
      audio: nonEmpty(rest)
    })
  }
}

const nonEmpty = (fields: Fields): Fields | undefined => (Object.keys(fields).length === 0 ? undefined : fields)
