/** What the side that recorded received, for a reducer. */
import type { Decoded } from "@antiphon/core"
import type { Line } from "../Line.ts"
import type { Recording } from "../parse.ts"
import { frameOf } from "./frame.ts"

interface Codec<E> {
  readonly decode: (frame: string) => Decoded<E>
}

/**
 * The events that came in, decoded anew by a vocabulary, one by one as they are pulled: what was malformed is so again.
 * `[...received(recording, ServerEvent)].reduce(receive, initial)` is the state that a session had. Frames of bytes are
 * left out.
 */
export function* received<E>(recording: Recording, codec: Codec<E>): Generator<Decoded<E>> {
  for (const line of recording.lines) {
    const frame = isIncoming(line) ? frameOf(line) : undefined
    if (typeof frame === "string") yield codec.decode(frame)
  }
}

const isIncoming = (line: Line): boolean => "direction" in line && line.direction === "in"
