/** A recorded server, for a client that is live. */
import { type EventCodec, type Transport } from "@antiphon/core"
import { pairOf } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { EndLine } from "../Line.ts"
import type { Recording } from "../parse.ts"
import { frameOf } from "./frame.ts"
import { isCounted, type LiveEvent, play, type PlayOptions } from "./play.ts"

/** The live client's events, whatever they are. */
const anyEvent: EventCodec<never> = {
  decode: (frame) => ({ _tag: "Unknown", event: JSON.parse(frame) }),
  encode: (event) => JSON.stringify(event)
}

/** Live events that may wait for the recording to come to them. */
const backlog = 1024

/**
 * A transport whose connections replay the server's side of a recording, frame by frame, malformed ones too. A frame comes
 * once the client has sent what it had sent before it in the recording (audio aside), and after the recorded pause. Ids that
 * the client makes anew take the place of the recorded ones, and so do ids and metadata that the recorded client did not
 * send. A client that does not go on as recorded within `patience` is
 * closed with 1008 and what was awaited; at the end the connection ends as it did.
 */
export const replayTransport = (recording: Recording, options: PlayOptions = {}): Transport["Service"] => ({
  connect: Effect.fnUntraced(function* (endpoint) {
    const { client, server, wire } = yield* pairOf(endpoint, { incoming: anyEvent, outgoing: anyEvent })
    const live = yield* Queue.bounded<LiveEvent>(backlog)
    const hear = Stream.runForEach(server.incoming, (decoded) =>
      decoded._tag === "Unknown" && isCounted(decoded.event.type) ? Queue.offer(live, decoded.event) : Effect.void
    )
    const speak = play({
      recording,
      side: "server",
      options,
      live,
      // A turn for the reader after each frame, or a replay without pauses would overflow it.
      perform: (line) =>
        Effect.andThen(
          Effect.sync(() => wire.toClient.write(frameOf(line) ?? "")),
          Effect.yieldNow
        )
    })
    const finish = (end: EndLine | undefined) =>
      end === undefined || end.end.reason !== "Closed"
        ? wire.drop
        : closedByServer(recording, end)
          ? server.close(end.end.code, "the recording ends here")
          : Effect.void
    yield* Effect.forkScoped(Effect.ignore(hear))
    yield* speak.pipe(
      Effect.flatMap(finish),
      Effect.catch(({ message }) => server.close(1008, message)),
      Effect.forkScoped
    )
    return client
  })
})

const closedByServer = ({ header }: Recording, { end }: EndLine): boolean =>
  (header.side === "client") === (end.by === "remote")
