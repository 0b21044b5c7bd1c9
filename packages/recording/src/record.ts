import type { Connection, Decoded, ProtocolError, TransportError, UnknownEvent } from "@antiphon/core"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { blankAddress, blankEvent, blankText } from "./blank.ts"
import { formatName, formatVersion, type Header, type Line } from "./Line.ts"
import type { RecordingError } from "./RecordingError.ts"
import type { Sink } from "./Sink.ts"

export interface RecordOptions {
  /** The address for the header; its credentials are blanked. */
  readonly endpoint: string
  /** The side that records; default `client`. */
  readonly side?: Header["side"]
  /** Default `ga`. */
  readonly dialect?: Header["dialect"]
}

/** A connection whose events are written down as they pass. */
export interface Recorded<In, Out> extends Connection<In, Out> {
  /** The first refusal of the sink, after which nothing more is written; the conversation itself goes on. */
  readonly recordingFailed: Effect.Effect<Option.Option<RecordingError>>
}

/**
 * Writes both directions of a connection to a sink: events when they are consumed from `incoming` and once `send` has
 * handed them over, malformed frames, and the end. Each line is written before the event goes on, so nothing waits in
 * memory, and what came before a failure is in the recording. Secrets are blanked in the recording alone. Media tracks are
 * not recorded. Fails when the sink refuses the header.
 */
export const record = Effect.fnUntraced(function* <In extends object, Out extends object>(
  connection: Connection<In, Out>,
  sink: Sink,
  options: RecordOptions
): Effect.fn.Return<Recorded<In, Out>, RecordingError> {
  const started = yield* Clock.currentTimeMillis
  const zero = yield* Clock.currentTimeNanos
  const oneAtATime = yield* Semaphore.make(1)
  let failure: RecordingError | undefined

  yield* sink.write(
    text<Header>([
      {
        format: formatName,
        version: formatVersion,
        started_at: new Date(started).toISOString(),
        side: options.side ?? "client",
        dialect: options.dialect ?? "ga",
        endpoint: blankAddress(options.endpoint)
      }
    ])
  )

  const write = (lines: (t: number) => ReadonlyArray<Line>): Effect.Effect<void> =>
    Effect.flatMap(Clock.currentTimeNanos, (now) => {
      const t = Number((now - zero) / 1000n) / 1000
      return Effect.suspend(() => (failure === undefined ? sink.write(text(lines(t))) : Effect.void)).pipe(
        Effect.catch((error) =>
          Effect.sync(() => {
            failure = error
          })
        ),
        Semaphore.withPermit(oneAtATime)
      )
    })

  return {
    ...connection,
    incoming: connection.incoming.pipe(
      Stream.mapArrayEffect((batch) =>
        Effect.uninterruptible(write((t) => Arr.map(batch, (decoded) => received(t, decoded)))).pipe(Effect.as(batch))
      ),
      Stream.tapError((error) => write((t) => [{ t, end: endOf(error) }]))
    ),
    send: (event) =>
      Effect.uninterruptibleMask((restore) =>
        restore(connection.send(event)).pipe(
          Effect.andThen(write((t) => [{ t, direction: "out", event: blankEvent(asEvent(event)) }]))
        )
      ),
    recordingFailed: Effect.sync(() => Option.fromUndefinedOr(failure))
  }
})

const text = <L extends Header | Line>(lines: ReadonlyArray<L>): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("")

const received = <In extends object>(t: number, decoded: Decoded<In>): Line =>
  decoded._tag === "Malformed"
    ? { t, direction: "in", malformed: malformed(decoded.error) }
    : { t, direction: "in", event: blankEvent(asEvent(decoded.event)) }

const toBase64 = Schema.encodeSync(Schema.Uint8ArrayFromBase64)

// An event of any vocabulary is an object with a string `type`; the codec that decoded it has checked that.
const asEvent = (event: object): UnknownEvent => event as UnknownEvent

const malformed = ({ reason, message, raw }: ProtocolError) => {
  if (raw instanceof Uint8Array) return { reason, message, base64: toBase64(raw) }
  return { reason, message, text: blankText(typeof raw === "string" ? raw : JSON.stringify(raw)) }
}

const endOf = ({ message, reason }: TransportError) => ({
  reason: reason._tag,
  message,
  ...(reason._tag === "Closed" ? { code: reason.code, by: reason.by } : {})
})
