/** The sound of sessions, one message a segment. */
import { type AudioSegment, type AudioStore, type SegmentName, type Token } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import { lastOf, purge } from "../jetstream/api.ts"
import { certain } from "../jetstream/certain.ts"
import { replay } from "../jetstream/replay.ts"
import type { Store } from "../Store.ts"

const subjectOf = ({ direction, epoch, n, sid }: SegmentName): string =>
  `antiphon.audio.${sid}.${direction}.${epoch}.${n}`

const ofSession = (sid: Token): string => `antiphon.audio.${sid}.*.*.*`

/** The format is the first line of the message. */
const framed = ({ bytes, format }: AudioSegment): Uint8Array => Buffer.concat([Buffer.from(`${format}\n`), bytes])

export const natsAudio = (store: Store): AudioStore["Service"] => {
  const place = store.place("audio")
  const { link, stream } = place
  return {
    put: (segment) =>
      // A segment of the same name that is there already stands.
      Effect.asVoid(
        certain(place, {
          subject: subjectOf(segment),
          payload: framed(segment),
          after: 0,
          id: subjectOf(segment),
          isOwn: () => true
        })
      ),
    list: (sid) =>
      Effect.map(replay(link, stream, ofSession(sid), { headersOnly: true }), (all) =>
        all.flatMap(({ message }) => nameOf(sid, message.subject)).sort(byName)
      ),
    get: (name) =>
      Effect.map(lastOf(link, stream, subjectOf(name)), (found): AudioSegment | undefined => {
        if (found === undefined) return undefined
        const end = found.data.indexOf(10)
        const { direction, epoch, n, sid } = name
        const format = found.data.toString("utf8", 0, end)
        return { sid, direction, epoch, n, format, bytes: found.data.subarray(end + 1) }
      }),
    erase: (sid) => purge(link, stream, ofSession(sid))
  }
}

const nameOf = (sid: Token, subject: string): ReadonlyArray<SegmentName> => {
  const [, , , direction, epoch, n] = subject.split(".")
  if (direction !== "in" && direction !== "out") return []
  return [{ sid, direction, epoch: Number(epoch), n: Number(n) }]
}

const byName = (a: SegmentName, b: SegmentName): number =>
  a.direction.localeCompare(b.direction) || a.epoch - b.epoch || a.n - b.n
