/** The events of a server, taken one by one with a deadline. */
import { type Connection, type ProtocolError, ServerEvent, type UnknownEvent } from "@antiphon/core"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { type CliFailure, cliFailure, quoted } from "../CliFailure.ts"
import { printable } from "../view/format.ts"

/** How long a server may send nothing while an event is awaited. */
const silenceTimeout = Duration.seconds(60)

/** An event of the server. */
type Received = ServerEvent | UnknownEvent

/**
 * Makes the inbox of a connection, which nothing else may read. `receiving` receives until the connection ends. `until` takes
 * events until `take` returns a value. `event` takes events until one has the type, and fails if the server refuses something
 * before.
 */
export const makeInbox = Effect.fnUntraced(function* (connection: Pick<Connection<ServerEvent, never>, "incoming">) {
  const events = yield* Queue.bounded<Received>(1024)
  const receiving = connection.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Malformed" ? malformed(decoded.error) : Effect.asVoid(Queue.offer(events, decoded.event))
    )
  )
  const until = <A>(
    take: (event: Received) => Effect.Effect<Option.Option<A>, CliFailure>
  ): Effect.Effect<A, CliFailure> =>
    Effect.gen(function* () {
      while (true) {
        const event = yield* Effect.timeoutOrElse(Queue.take(events), {
          duration: silenceTimeout,
          orElse: () => Effect.fail(cliFailure(`the server sent nothing for ${Duration.toSeconds(silenceTimeout)} s`))
        })
        const found = yield* take(event)
        if (Option.isSome(found)) return found.value
      }
    })
  const event = <T extends ServerEvent["type"]>(type: T) =>
    until((each) =>
      ServerEvent.is("error")(each) ? refused(each.error.message) : Effect.succeed(ServerEvent.as(type)(each))
    )
  return { receiving, until, event }
})

/** Events that a chat waits for. Without them it would wait in vain. */
const awaited = new Set<string | undefined>(["session.created", "session.updated", "response.done", "error"])

/** Reports a malformed frame, or fails if it was awaited. */
const malformed = ({ message, type }: ProtocolError): Effect.Effect<void, CliFailure> =>
  awaited.has(type)
    ? Effect.fail(cliFailure(quoted(message)))
    : Console.error(`antiphon: ${printable(quoted(message))}`)

/** Fails with the refusal of the server. */
export const refused = (message: string): Effect.Effect<never, CliFailure> =>
  Effect.fail(cliFailure(`the server refused: ${quoted(message)}`))
