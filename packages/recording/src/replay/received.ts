/** Decodes what the recording side received, for a reducer. */
import type { Decoded } from "@antiphon/core"
import { optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import { aVocabulary, needRecording } from "../check.ts"
import type { RecordedLine } from "../RecordedLine.ts"
import type { Recording } from "../parse.ts"
import { frameOf } from "./frame.ts"

interface Codec<E> {
  readonly decode: (frame: string) => Decoded<E>
}

/**
 * Decodes the received events again with a vocabulary, one by one as they are pulled. Malformed frames are malformed again.
 * `[...received(recording, ServerEvent)].reduce(receive, initial)` is the state that a session had. Binary frames are left
 * out.
 */
export const received = <E>(recording: Recording, codec: Codec<E>): Generator<Decoded<E>> => {
  needRecording(received, "received", recording)
  refuseArgument(received, optionsProblem("received", { codec }, { codec: aVocabulary }, ["codec"]))
  return decoded(recording, codec)
}

function* decoded<E>(recording: Recording, codec: Codec<E>): Generator<Decoded<E>> {
  for (const line of recording.lines) {
    const frame = isIncoming(line) ? frameOf(line) : undefined
    if (typeof frame === "string") yield codec.decode(frame)
  }
}

const isIncoming = (line: RecordedLine): boolean => "direction" in line && line.direction === "in"
