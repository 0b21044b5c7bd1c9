/** Holds the conversation of `antiphon chat`, with typed text and streamed answers. */
import {
  ClientEvent,
  type Connection,
  type ProtocolError,
  ServerEvent,
  type TransportError,
  type UnknownEvent
} from "@antiphon/core"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import { type CliFailure, cliFailure, quoted } from "../CliFailure.ts"
import { printable } from "../view/format.ts"
import { Pieces } from "../view/Pieces.ts"

/** How long a server may send nothing while an event is awaited. */
const silenceTimeout = Duration.seconds(60)

/** An event of the server. */
type Received = ServerEvent | UnknownEvent
/** Why a chat may fail. */
type Fails = CliFailure | TransportError

/** Where the turns of a chat come from. */
export interface ChatOptions {
  /** The typed lines. */
  readonly lines: Stream.Stream<string, CliFailure>
  /** Shown before each line is read. Empty if stdin is no terminal. */
  readonly prompt: string
}

/**
 * Sends each line as a turn of its own and shows its answer as it arrives. Ends with the lines. A malformed frame is a line on
 * stderr. It fails the chat if the chat waits for an event of its type.
 */
export const chat = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  { lines, prompt }: ChatOptions
): Effect.fn.Return<void, Fails, Terminal.Terminal> {
  const terminal = yield* Terminal.Terminal
  const show = (text: string) => Effect.ignore(terminal.display(text))
  const pieces = new Pieces()
  const events = yield* Queue.bounded<Received>(1024)
  const receiving = connection.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Malformed" ? malformed(decoded.error) : Effect.asVoid(Queue.offer(events, decoded.event))
    )
  )

  /** Takes events until `take` returns a value. */
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

  /** Shows the words of an answer. Fails if the server refuses it. */
  const answer = until((each) =>
    ServerEvent.matchSome(
      each,
      {
        error: ({ error }) => refused(error.message),
        "response.output_text.delta": ({ delta }) => Effect.as(show(pieces.push(delta)), Option.none()),
        "response.output_audio_transcript.delta": ({ delta }) => Effect.as(show(pieces.push(delta)), Option.none()),
        "response.done": ({ response }) => Effect.as(show(pieces.end()), Option.some(response))
      },
      () => Effect.succeedNone
    )
  )

  const ask = Effect.fnUntraced(function* (text: string): Effect.fn.Return<void, Fails> {
    const content = [{ type: "input_text", text } as const]
    yield* connection.send(
      ClientEvent.make("conversation.item.create", { item: { type: "message", role: "user", content } })
    )
    yield* connection.send(ClientEvent.make("response.create", {}))
    const { status, status_details } = yield* answer
    yield* show("\n")
    if (status !== "completed") {
      const why = status_details?.error?.message
      return yield* cliFailure(`the answer ended as ${status}${why ? `: ${quoted(why)}` : ""}`)
    }
  })

  const talking = Effect.gen(function* () {
    yield* event("session.created")
    yield* connection.send(
      ClientEvent.make("session.update", { session: { type: "realtime", output_modalities: ["text"] } })
    )
    yield* event("session.updated")
    yield* show(prompt)
    yield* Stream.runForEach(lines, (line) =>
      Effect.andThen(line.trim() === "" ? Effect.void : ask(line), show(prompt))
    )
  })
  yield* Effect.raceFirst(talking, receiving)
  yield* connection.close()
})

/** Events that a chat waits for. Without them it would wait in vain. */
const awaited = new Set<string | undefined>(["session.created", "session.updated", "response.done", "error"])

/** Reports a malformed frame, or fails if it was awaited. */
const malformed = ({ message, type }: ProtocolError): Effect.Effect<void, CliFailure> =>
  awaited.has(type)
    ? Effect.fail(cliFailure(quoted(message)))
    : Console.error(`antiphon: ${printable(quoted(message))}`)

/** Fails with the refusal of the server. */
const refused = (message: string): Effect.Effect<never, CliFailure> =>
  Effect.fail(cliFailure(`the server refused: ${quoted(message)}`))
