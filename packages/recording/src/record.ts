import { asReceived, type Connection, type Decoded, type UnknownEvent } from "@antiphon/core"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { blankContent } from "./blankContent.ts"
import { type EventLine, formatName, formatVersion, type Header, type Line } from "./Line.ts"
import type { RecordingError } from "./RecordingError.ts"
import type { Sink, SoundSink } from "./Sink.ts"
import { redact } from "./redact.ts"
import { redactAddress } from "./redactAddress.ts"
import { endOf, malformedOf } from "./misfits.ts"
import { takeSound } from "./sound.ts"

export interface RecordOptions {
  /** The address for the header; its credentials are blanked. */
  readonly endpoint: string
  /** The side that records; default `client`. */
  readonly side?: Header["side"]
  /** Default `ga`. */
  readonly dialect?: Header["dialect"]
  /** Runs once, as soon as the sink refuses a line. The conversation goes on, and nothing more is written. */
  readonly onFailed?: (error: RecordingError) => Effect.Effect<void>
  /** Blanks what was said, heard and shown as well: words, audio, pictures, the arguments and outputs of tools. */
  readonly withoutContent?: boolean
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
 * not recorded. A sink with a place for it ({@link SoundSink}) takes the audio of events as bytes, a quarter less than
 * in lines. Fails when the sink refuses the header.
 */
export const record = Effect.fnUntraced(function* <In, Out>(
  connection: Connection<In, Out>,
  sink: Sink | SoundSink,
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
        endpoint: redactAddress(options.endpoint)
      }
    ])
  )

  const blank = (event: EventLine["event"]): EventLine["event"] =>
    options.withoutContent === true ? blankContent(redact(event)) : redact(event)

  const received = (t: number, decoded: Decoded<In>): Line =>
    decoded._tag === "Malformed"
      ? { t, direction: "in", malformed: malformedOf(decoded.error, options.withoutContent === true) }
      : { t, direction: "in", event: blank(asEvent(decoded.event)) }

  const aside = Effect.fnUntraced(function* (line: Line): Effect.fn.Return<Line, RecordingError> {
    if (!("writeSound" in sink) || !("event" in line)) return line
    const taken = takeSound(line.event)
    if (Option.isNone(taken)) return line
    const { bytes, event } = taken.value
    return { ...line, event, sound: yield* sink.writeSound(line.direction, bytes) }
  })

  const writeAll = (lines: ReadonlyArray<Line>) =>
    Effect.flatMap(Effect.forEach(lines, aside), (whole) => sink.write(text(whole)))

  const write = (lines: (t: number) => ReadonlyArray<Line>): Effect.Effect<void> =>
    Effect.flatMap(Clock.currentTimeNanos, (now) => {
      const t = Number((now - zero) / 1000n) / 1000
      return Effect.suspend(() => (failure === undefined ? writeAll(lines(t)) : Effect.void)).pipe(
        Effect.catch((error) =>
          Effect.suspend(() => {
            failure = error
            return options.onFailed?.(error) ?? Effect.void
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
          Effect.andThen(write((t) => [{ t, direction: "out", event: blank(asEvent(event)) }]))
        )
      ),
    recordingFailed: Effect.sync(() => Option.fromUndefinedOr(failure))
  }
})

const text = <L extends Header | Line>(lines: ReadonlyArray<L>): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("")

// An event of any vocabulary is an object with a string `type`; the codec that decodes or encodes it checks that.
const asEvent = (event: unknown): UnknownEvent => asReceived(event) as UnknownEvent
