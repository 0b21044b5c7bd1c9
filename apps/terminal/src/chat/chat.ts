/** `antiphon chat`: typed text and streamed answers. */
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
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { printable } from "../view/format.ts"
import { Pieces } from "../view/Pieces.ts"

/** How long a server may say nothing while it owes something. */
const patience = Duration.seconds(60)

type Told = ServerEvent | UnknownEvent
type Fails = CliFailure | TransportError

export interface ChatOptions {
  /** What is typed, line by line. */
  readonly lines: Stream.Stream<string, CliFailure>
  /** Shown before each line is read, where somebody types. */
  readonly prompt: string
}

/**
 * Sends each line as a turn of its own and shows its answer as it comes. Ends with the lines. A frame that is no event is a
 * line on stderr, and a failure if it was one that the chat waits for.
 */
export const chat = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  { lines, prompt }: ChatOptions
): Effect.fn.Return<void, Fails, Terminal.Terminal> {
  const terminal = yield* Terminal.Terminal
  const show = (text: string) => Effect.ignore(terminal.display(text))
  const pieces = new Pieces()
  const told = yield* Queue.bounded<Told>(1024)
  const listening = connection.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Malformed" ? malformed(decoded.error) : Effect.asVoid(Queue.offer(told, decoded.event))
    )
  )

  /** Takes events until `take` has what it waits for. */
  const until = <A>(take: (event: Told) => Effect.Effect<Option.Option<A>, CliFailure>): Effect.Effect<A, CliFailure> =>
    Effect.gen(function* () {
      while (true) {
        const event = yield* Effect.timeoutOrElse(Queue.take(told), {
          duration: patience,
          orElse: () => Effect.fail(cliFailure(`the server said nothing for ${Duration.toSeconds(patience)} s`))
        })
        const found = yield* take(event)
        if (Option.isSome(found)) return found.value
      }
    })

  const event = <T extends ServerEvent["type"]>(type: T) =>
    until((each) =>
      ServerEvent.is("error")(each) ? refused(each.error.message) : Effect.succeed(ServerEvent.as(type)(each))
    )

  /** Shows an answer's words; what the server refuses in its stead is its failure. */
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
      return yield* cliFailure(`the answer ended as ${status}${why ? `: ${why}` : ""}`)
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
  yield* Effect.raceFirst(talking, listening)
  yield* connection.close()
})

/** Events without which a chat would wait in vain. */
const awaited = new Set<string | undefined>(["session.created", "session.updated", "response.done", "error"])

const malformed = ({ message, type }: ProtocolError): Effect.Effect<void, CliFailure> =>
  awaited.has(type) ? Effect.fail(cliFailure(message)) : Console.error(`antiphon: ${printable(message)}`)

const refused = (message: string): Effect.Effect<never, CliFailure> =>
  Effect.fail(cliFailure(`the server refused: ${message}`))
