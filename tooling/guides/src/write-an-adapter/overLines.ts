import { type Connection, TransportError } from "@antiphon/core"
import { type Codecs, connectionLimits, type ConnectionOptions, makeConnection } from "@antiphon/core/transport"
import * as Duration from "effect/Duration"
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

export interface Options extends ConnectionOptions {
  /** How long the other side may take to say hello. Defaults to 10 s. */
  readonly openTimeout?: Duration.Input
}

/** The first line of each side, and the start of the last. No JSON begins like these. */
const [hello, bye] = ["!hello", "!bye "]
const decodeBye = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ code: Schema.Int, reason: Schema.String }))
)

/** A connection over two pipes. A line is an event. The scope owns both pipes. */
export const overLines = <In, Out>(
  { input, output }: Pipes,
  codecs: Codecs<In, Out>,
  options: Options = {}
): Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const limits = connectionLimits(options, { maxEventBytes: 1024 * 1024 })
    const write = (line: string) => void output.write(`${line}\n`, () => events.drained())
    const { connection, events, opened } = yield* makeConnection(codecs, limits, {
      unwritten: () => (output.writable ? output.writableLength : Infinity),
      write,
      maxMessageBytes: () => Infinity,
      close: (code, reason) =>
        void output.end(`${bye}${JSON.stringify({ code, reason })}\n`, () => events.closed(code, reason)),
      release: Effect.sync(() => {
        input.destroy()
        output.destroy()
      })
    })

    const onBye = Option.match({
      onNone: () => events.abort(TransportError.protocol({ detail: "the last line has no code and reason" })),
      onSome: ({ code, reason }: { readonly code: number; readonly reason: string }) => events.closed(code, reason)
    })
    const onLine = (line: string) => {
      if (line === hello) events.opened()
      else if (line.startsWith(bye)) onBye(decodeBye(line.slice(bye.length)))
      else events.text(line)
    }
    const onGone = () => events.lost(TransportError.closed({ code: 1006, reason: "", by: "remote" }))
    input.setEncoding("utf8").on("data", linesOf(limits.maxEventBytes, onLine)).on("end", onGone).on("error", onGone)
    output.on("error", onGone).on("close", onGone)
    write(hello)

    const openTimeout = Duration.fromInputUnsafe(options.openTimeout ?? "10 seconds")
    const late = TransportError.timeout({ phase: "hello", afterMs: Duration.toMillis(openTimeout) })
    yield* opened.pipe(
      Effect.mapError((cause) => TransportError.open({ detail: "the other side left before its hello", cause })),
      Effect.timeoutOrElse({ duration: openTimeout, orElse: () => Effect.fail(late) })
    )
    return {
      ...connection,
      capabilities: { audio: "events", maxEventBytes: limits.maxEventBytes, deadPeer: "drain" },
      callId: Option.none(),
      media: Option.none()
    }
  })
