/** Sends frames through a provider's dialect, both ways, without a network. */
import type { ClientEvent, Connection, Decoded, Provider, ServerEvent } from "@antiphon/core"
import { TransportError } from "@antiphon/core"
import { anyEvents, asFrame, type Frame } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"

/** What came of a conversation of frames. */
export interface Through {
  /** What the server was sent. */
  readonly sent: ReadonlyArray<Frame>
  /** What the caller received. */
  readonly received: ReadonlyArray<Decoded<ServerEvent>>
}

type Raw = Connection<Frame, Frame>

const ended = TransportError.closed({ code: 1000, reason: "", by: "remote" })

/** What happens on a connection. */
export interface Script {
  /** What the server sends first. */
  readonly frames?: ReadonlyArray<object>
  /** What the client sends then. */
  readonly events?: ReadonlyArray<ClientEvent>
  /** How many events answer them without the server. */
  readonly answers?: number
}

/** Plays the frames of a server, then the events of a client. */
export const through = (
  provider: Provider,
  { answers = 0, events = [], frames = [] }: Script,
  session = provider.session()
): Promise<Through> =>
  Effect.gen(function* () {
    Result.getOrThrow(session.endpoint())
    const sent: Array<Frame> = []
    const raw: Raw = {
      incoming: Stream.concat(
        Stream.fromIterable(frames.map((frame) => anyEvents.decode(JSON.stringify(frame)))),
        Stream.never
      ),
      send: (event) => Effect.sync(() => void sent.push(asFrame(event))),
      close: () => Effect.void,
      ended: Effect.succeed(ended),
      capabilities: { audio: "events", maxEventBytes: 1e6, deadPeer: "none" },
      callId: Option.none(),
      media: Option.none()
    }
    const connection = yield* session.adapt(raw)
    const received: Array<Decoded<ServerEvent>> = []
    const take = (count: number) =>
      Effect.forEach(Array.from({ length: count }), () => Effect.map(pull, (each) => void received.push(each)))
    const queue = yield* Queue.unbounded<Decoded<ServerEvent>>()
    const pull = Queue.take(queue)
    yield* Effect.forkScoped(Stream.runForEach(connection.incoming, (each) => Queue.offer(queue, each)))
    yield* take(frames.length)
    yield* Effect.forEach(events, connection.send, { discard: true })
    yield* take(answers)
    return { sent, received }
  }).pipe(Effect.scoped, Effect.runPromise)

/** The event of a frame, as plain JSON, with the issues it was given. */
export const shown = (decoded: Decoded<ServerEvent> | undefined): unknown =>
  decoded === undefined || decoded._tag === "Malformed"
    ? decoded
    : JSON.parse(JSON.stringify({ tag: decoded._tag, event: decoded.event }))

/** The paths that a dialect or the decoder changed. */
export const changed = (decoded: Decoded<ServerEvent> | undefined): ReadonlyArray<string> =>
  decoded?._tag === "Known" ? (decoded.issues ?? []).map(({ path }) => path.join(".")) : []
