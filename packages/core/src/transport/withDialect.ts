/** Wraps a connection that speaks a dialect as one that speaks GA. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { keepReceived } from "../wire/frames.ts"
import { maxIssues } from "../wire/Issues.ts"
import { formatPath, ProtocolError, type ProtocolIssue } from "../wire/ProtocolError.ts"
import type { Decoded, UnknownEvent } from "../wire/Vocabulary.ts"
import { asFrame, type Dialect, type DialectRefusal, type Frame } from "./Dialect.ts"
import type { Connection } from "./Transport.ts"

/** What is needed of the vocabulary of the translated events. */
interface Reads<In> {
  readonly decodeValue: (value: unknown) => Decoded<In>
}

/** Answers in place of the server that may wait to be read. */
const maxWaiting = 64

/**
 * Wraps a connection whose frames are those of a dialect. Order, ends, limits and media are those of the given
 * connection, which must not be read beside this one.
 *
 * What the dialect changed is in `issues`, and `asReceived` gives the frame as it came. An event that the server cannot
 * take is not sent. It is answered with an `error` event that has its `event_id`, as a server's refusal.
 */
export const withDialect = <S, In, Out extends { readonly type: string }>(
  connection: Connection<Frame, Frame>,
  dialect: Dialect<S>,
  vocabulary: Reads<In>
): Effect.Effect<Connection<In, Out>> =>
  Effect.gen(function* () {
    // Both directions read and write it, each in one step.
    let state = dialect.initial
    const answers = yield* Queue.bounded<Decoded<In>>(maxWaiting)

    const receive = (decoded: Decoded<Frame>): ReadonlyArray<Decoded<In>> => {
      if (decoded._tag === "Malformed") return [decoded]
      const frame = asFrame(decoded.event)
      const issues: Array<ProtocolIssue> = []
      const [next, frames] = dialect.incoming(state, frame, (path, message) => void issues.push({ path, message }))
      state = next
      return frames.map((each, at) => read(vocabulary, each, frame, at === 0 ? issues : []))
    }

    const send = (event: Out | UnknownEvent) =>
      Effect.suspend(() => {
        const lost: Array<string> = []
        const note = (path: ReadonlyArray<string | number>, message: string) =>
          void lost.push(`${formatPath(path)} (${message})`)
        const [next, sending] = dialect.outgoing(state, asFrame(event), note)
        state = next
        return Effect.gen(function* () {
          if (lost.length > 0) yield* Effect.logDebug(`${event.type} changed ${lost.join(", ")}`)
          const own = sending.refusal === undefined ? [] : [errorOf(asFrame(event), sending.refusal)]
          for (const answer of [...own, ...(sending.answers ?? [])]) {
            yield* Queue.offer(answers, vocabulary.decodeValue(answer))
          }
          for (const frame of sending.frames) yield* connection.send(frame)
        })
      })

    const received = Stream.map(Stream.chunks(connection.incoming), (batch) => batch.flatMap(receive))
    return {
      ...connection,
      incoming: Stream.merge(Stream.flattenIterable(received), Stream.fromQueue(answers), { haltStrategy: "left" }),
      send
    }
  })

const read = <In>(
  vocabulary: Reads<In>,
  frame: Frame,
  came: Frame,
  issues: ReadonlyArray<ProtocolIssue>
): Decoded<In> => {
  const decoded = vocabulary.decodeValue(frame)
  if (frame === came) return withIssues(decoded, issues)
  if (decoded._tag === "Malformed") {
    const { issues: own, reason, type } = decoded.error
    return { _tag: "Malformed", error: new ProtocolError({ reason, type, issues: own, raw: came }) }
  }
  if (typeof decoded.event === "object" && decoded.event !== null) keepReceived(decoded.event, came)
  return withIssues(decoded, issues)
}

const withIssues = <In>(decoded: Decoded<In>, issues: ReadonlyArray<ProtocolIssue>): Decoded<In> =>
  decoded._tag === "Known" && issues.length > 0
    ? { ...decoded, issues: [...issues, ...(decoded.issues ?? [])].slice(0, maxIssues) }
    : decoded

/** The refusal as the server would have written it. */
const errorOf = (event: Frame, { message, param }: DialectRefusal): Frame => ({
  type: "error",
  event_id: null,
  error: {
    type: "invalid_request_error",
    code: "unsupported_by_provider",
    message,
    param: param ?? null,
    event_id: typeof event["event_id"] === "string" ? event["event_id"] : null
  }
})
