import * as Core from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Readable, Writable } from "node:stream"
import { linesOf } from "./linesOf.ts"

/** What is read from the other side, and what is written to it. */
export interface Pipes {
  readonly input: Readable
  readonly output: Writable
}

export interface Options {
  readonly inbox?: Core.InboxLimits
  readonly highWaterBytes?: number
  readonly maxEventBytes?: number
  /** How long an opening, a peer that takes nothing, and the last bytes of a closed connection may take, in ms. */
  readonly deadline?: number
}

interface Codecs<In, Out> {
  readonly incoming: Core.EventCodec<In>
  readonly outgoing: Core.EventCodec<Out>
}

/** No JSON begins like these: the first line of each side, and the last. */
const hello = "!hello"
const bye = "!bye "

// #region opening
/** A connection over two pipes: a line is an event. The scope owns both pipes. */
export const overLines = <In, Out>(
  { input, output }: Pipes,
  { incoming, outgoing }: Codecs<In, Out>,
  options: Options = {}
): Effect.Effect<Core.Connection<In, Out>, Core.TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const { maxEventBytes = 1024 * 1024, deadline = 10_000 } = options
    const inbox = yield* Core.makeInbox(incoming, options.inbox ?? Core.defaultInboxLimits)
    const greeted = yield* Deferred.make<void>()
    // #endregion

    // #region sending
    const end = (reason: Core.TransportErrorReason) => {
      inbox.end(new Core.TransportError({ reason }))
      gate.drained()
      output.end()
    }
    const gate = Core.makeHighWater({
      mark: options.highWaterBytes ?? Core.defaultHighWaterBytes,
      unwritten: () => output.writableLength,
      endedWith: inbox.endedWith,
      drain: { deadline, dead: () => end(new Core.Dead({ detail: "the other side takes nothing" })) }
    })
    const write = (line: string) => void output.write(`${line}\n`, gate.drained)
    const send = (event: Out | Core.UnknownEvent) =>
      Effect.suspend(() => {
        const line = outgoing.encode(event)
        const bytes = Core.bytesOver(line, maxEventBytes)
        return bytes === undefined ? gate.send(() => write(line)) : failed(tooLarge(bytes, "outgoing"))
      })
    // #endregion

    // #region receiving
    const tooLarge = (bytes: number, direction: "incoming" | "outgoing") =>
      new Core.TooLarge({ limitBytes: maxEventBytes, bytes, direction })
    const abort = (reason: Core.TransportErrorReason, code: number) => {
      write(`${bye}${JSON.stringify(Core.closeFrame(code, reason._tag))}`)
      end(reason)
    }
    const onLine = (line: string) => {
      if (inbox.endedWith() !== undefined) return
      if (line === hello) return Deferred.doneUnsafe(greeted, Effect.void)
      if (line.startsWith(bye)) return end(farewell(line.slice(bye.length)))
      const bytes = Core.bytesOver(line, maxEventBytes)
      if (bytes !== undefined) return abort(tooLarge(bytes, "incoming"), 1009)
      inbox.text(line)
      const overflow = inbox.endedWith()
      if (overflow !== undefined) abort(overflow.reason, 1008)
    }
    const onGone = () => end(new Core.Closed({ code: 1006, reason: "", by: "remote" }))
    // #endregion

    // #region closing
    const close = (code = 1000, reason = "") =>
      Effect.sync(() => {
        if (inbox.endedWith() !== undefined) return
        const frame = Core.closeFrame(code, reason)
        write(`${bye}${JSON.stringify(frame)}`)
        end(new Core.Closed({ ...frame, by: "local" }))
      })
    const written = Effect.callback<void>((resume) => {
      if (output.writableFinished || output.destroyed) resume(Effect.void)
      else output.once("close", () => resume(Effect.void)).once("finish", () => resume(Effect.void))
    })
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        input.setEncoding("utf8").on("data", linesOf(maxEventBytes, onLine)).on("end", onGone).on("error", onGone)
        output.on("error", onGone).on("close", onGone)
        write(hello)
      }),
      () =>
        Effect.gen(function* () {
          yield* close()
          yield* Effect.timeoutOption(written, deadline)
          input.destroy()
          output.destroy()
        })
    )
    // #endregion

    // #region ready
    yield* Deferred.await(greeted).pipe(
      Effect.raceFirst(
        Effect.flatMap(inbox.ended, (cause) => failed(new Core.Open({ detail: "the other side left", cause })))
      ),
      Effect.timeoutOrElse({
        duration: deadline,
        orElse: () => failed(new Core.Timeout({ phase: "waiting for the first line", afterMs: deadline }))
      })
    )
    return {
      incoming: inbox.incoming,
      send,
      close,
      ended: inbox.ended,
      capabilities: { audio: "events", maxEventBytes, deadPeer: "drain" },
      callId: Option.none(),
      media: Option.none()
    }
    // #endregion
  })

// #region farewell
const decodeClose = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ code: Schema.Int, reason: Schema.String }))
)

/** What the other side says in its last line: that, too, is only a claim. */
const farewell = (text: string): Core.TransportErrorReason =>
  Option.match(decodeClose(text), {
    onNone: () => new Core.Protocol({ detail: "the last line says neither code nor reason" }),
    onSome: (said) => new Core.Closed({ ...said, by: "remote" })
  })
// #endregion

const failed = (reason: Core.TransportErrorReason) => Effect.fail(new Core.TransportError({ reason }))
