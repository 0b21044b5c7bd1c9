/** Opens a recorded session. Its events give the same state as if they passed now. */
import { ClientEvent, ProtocolError, ServerEvent } from "@antiphon/core"
import { parse, type RecordedLine } from "@antiphon/recording"
import { initial, receive, type SessionState } from "@antiphon/session"
import * as Result from "effect/Result"
import { append, type EventLog, emptyLog } from "./EventLog.ts"
import { type Latency, noLatency, step } from "./Latency.ts"
import type { Playout } from "./Playout.ts"
import { playoutOf, type Sound, soundOf, uplinkOf } from "./Sound.ts"
import { noneStopped, type Stopped, stoppedAfter } from "./Stopped.ts"
import type { Uplink } from "./Uplink.ts"
import type { Tapped } from "./Tapped.ts"

/** An opened recording. */
export interface Replay {
  /** The name of the file. */
  readonly name: string
  /** When the recording began, in ISO 8601. */
  readonly startedAt: string
  /** The address that was connected to, without a key. */
  readonly endpoint: string
  readonly log: EventLog
  readonly session: SessionState
  readonly latency: Latency
  readonly stopped: Stopped
  /** The audio of both sides. It is empty if audio travelled in tracks. */
  readonly sound: Sound
  readonly playout: Playout
  readonly uplink: Uplink
  /** The text of the file, to save it again. */
  readonly text: string
  /** How the connection ended, or `undefined` if the recording stopped earlier. */
  readonly end: string | undefined
  /** The number of lines that could not be read. */
  readonly broken: number
}

/** Opens the text of a recording. Fails with the reason if it is not one. */
export const replay = (name: string, text: string): Result.Result<Replay, string> =>
  Result.mapBoth(parse(text), {
    onFailure: ({ message }) => `${name} cannot be opened: ${message}`,
    onSuccess: ({ broken, header, lines }) => {
      const isServer = header.side === "server"
      const tapped = lines.flatMap((line) => tappedOf(line, isServer))
      const sound = soundOf(tapped)
      const end = lines.findLast((line) => "end" in line)
      return {
        name,
        startedAt: header.started_at,
        endpoint: header.endpoint,
        log: append(emptyLog, tapped),
        session: tapped.reduce(
          (state, each) => (each.direction === "in" ? receive(state, each.decoded) : state),
          initial
        ),
        latency: tapped.reduce(step, noLatency),
        stopped: tapped.reduce(stoppedAfter, noneStopped),
        sound,
        playout: playoutOf(sound),
        uplink: uplinkOf(sound),
        text,
        end: end !== undefined && "end" in end ? end.end.message : undefined,
        broken: broken.length
      }
    }
  })

/** Server events are `in`, whichever side recorded them. */
const tappedOf = (line: RecordedLine, isServer: boolean): ReadonlyArray<Tapped> => {
  if ("end" in line) return []
  const fromServer = (line.direction === "in") !== isServer
  const vocabulary = fromServer ? ServerEvent : ClientEvent
  if ("event" in line) {
    return fromServer
      ? [{ direction: "in", at: line.t, decoded: ServerEvent.decodeValue(line.event) }]
      : [{ direction: "out", at: line.t, decoded: ClientEvent.decodeValue(line.event) }]
  }
  const { text } = line.malformed
  const decoded = text === undefined ? undefined : vocabulary.decode(text)
  const error =
    decoded?._tag === "Malformed"
      ? decoded.error
      : new ProtocolError({ reason: "Binary", raw: text ?? line.malformed.base64 ?? "" })
  return [{ direction: fromServer ? "in" : "out", at: line.t, decoded: { _tag: "Malformed", error } }]
}
