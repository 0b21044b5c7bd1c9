/** Records a connection as it is used. */
import { asReceived, type Connection, type Decoded, type UnknownEvent } from "@antiphon/core"
import { redactAddress, redactValue } from "@antiphon/core/transport"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { kindOf, refuseArgument } from "@antiphon/core/boundary"
import { isSink, needConnection, recordProblem } from "./check.ts"
import { endOf, malformedOf } from "./misfits.ts"
import { formatName, formatVersion, type EventLine, type Header, type RecordedLine } from "./RecordedLine.ts"
import type { RecordingError } from "./RecordingError.ts"
import { redactContent } from "./redactContent.ts"
import type { Sink } from "./Sink.ts"

/** What to write into a recording. */
export interface RecordOptions {
  /** The address for the header. Its credentials are redacted. */
  readonly endpoint: string
  /** The side that records. Defaults to `client`. */
  readonly side?: Header["side"]
  /** Defaults to `ga`. */
  readonly dialect?: Header["dialect"]
  /** Runs once, as soon as the sink refuses a line. The conversation continues, and nothing more is written. */
  readonly onFailed?: (error: RecordingError) => Effect.Effect<void>
  /** Also redacts the content, which is words, audio, pictures, and the arguments and outputs of tools. Defaults to `false`. */
  readonly withoutContent?: boolean
}

/** A connection whose events are written down as they pass. */
export interface Recorded<In, Out> extends Connection<In, Out> {
  /** The first refusal of the sink, if there was one. Nothing is written after it, and the conversation continues. */
  readonly recordingFailed: Effect.Effect<Option.Option<RecordingError>>
}

/**
 * Writes both directions of a connection to a sink. Received events are written when they are consumed from `incoming`, and
 * sent events once `send` has handed them over. Malformed frames and the end are written too. Each line is written before
 * its event goes on. So nothing waits in memory, and everything before a failure is in the recording. Credentials are
 * redacted in the recording alone. Media tracks are not recorded. Fails if the sink refuses the header.
 */
export const record = <In, Out>(
  connection: Connection<In, Out>,
  sink: Sink,
  options: RecordOptions
): Effect.Effect<Recorded<In, Out>, RecordingError> => {
  needConnection(record, "record", connection)
  refuseArgument(
    record,
    isSink(sink) ? undefined : `record takes a sink, not ${kindOf(sink)}: pass e.g. yield* fileSink(path)`
  )
  refuseArgument(record, recordProblem(options))
  return recorded(connection, sink, options)
}

const recorded = Effect.fnUntraced(function* <In, Out>(
  connection: Connection<In, Out>,
  sink: Sink,
  options: RecordOptions
): Effect.fn.Return<Recorded<In, Out>, RecordingError> {
  const started = yield* Clock.currentTimeMillis
  yield* sink.write(text([headerOf(options, started)]))
  const { failed, write } = yield* makeWriter(sink, options.onFailed)
  const withoutContent = options.withoutContent === true

  const eventOf = (event: unknown): EventLine["event"] => {
    const whole = redactValue(asEvent(event))
    return withoutContent ? redactContent(whole) : whole
  }
  const received = (t: number, decoded: Decoded<In>): RecordedLine =>
    decoded._tag === "Malformed"
      ? { t, direction: "in", malformed: malformedOf(decoded.error, withoutContent) }
      : { t, direction: "in", event: eventOf(decoded.event) }

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
          Effect.andThen(write((t) => [{ t, direction: "out", event: eventOf(event) }]))
        )
      ),
    recordingFailed: Effect.sync(failed)
  }
})

/** Writes lines one call at a time, each with its time since now. Stops at the first refusal of the sink. */
const makeWriter = Effect.fnUntraced(function* (sink: Sink, onFailed: RecordOptions["onFailed"]) {
  const zero = yield* Clock.currentTimeNanos
  const oneAtATime = yield* Semaphore.make(1)
  let failure: RecordingError | undefined
  const fail = (error: RecordingError) =>
    Effect.suspend(() => {
      failure = error
      return onFailed?.(error) ?? Effect.void
    })
  const write = (lines: (t: number) => ReadonlyArray<RecordedLine>): Effect.Effect<void> =>
    Effect.flatMap(Clock.currentTimeNanos, (now) => {
      const t = Number((now - zero) / 1000n) / 1000
      return Effect.suspend(() => (failure === undefined ? sink.write(text(lines(t))) : Effect.void)).pipe(
        Effect.catch(fail),
        Semaphore.withPermit(oneAtATime)
      )
    })
  return { write, failed: (): Option.Option<RecordingError> => Option.fromUndefinedOr(failure) }
})

const headerOf = ({ dialect = "ga", endpoint, side = "client" }: RecordOptions, started: number): Header => ({
  format: formatName,
  version: formatVersion,
  started_at: new Date(started).toISOString(),
  side,
  dialect,
  endpoint: redactAddress(endpoint)
})

const text = (lines: ReadonlyArray<Header | RecordedLine>): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("")

// An event of any vocabulary is an object with a string `type`. The codec that decodes or encodes it checks that.
const asEvent = (event: unknown): UnknownEvent => asReceived(event) as UnknownEvent
