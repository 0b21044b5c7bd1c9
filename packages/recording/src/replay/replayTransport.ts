/** Replays a recorded server to a live client. */
import { refuseArgument } from "@antiphon/core/boundary"
import type { Transport } from "@antiphon/core"
import type { EventCodec } from "@antiphon/core/transport"
import { pairOf } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { needRecording, playProblem } from "../check.ts"
import type { EndLine } from "../RecordedLine.ts"
import type { Recording } from "../parse.ts"
import { frameOf } from "./frame.ts"
import { isCounted, type LiveEvent, play, type PlayOptions } from "./play.ts"

/** Takes every event of the live client, of any vocabulary. */
const anyEvent: EventCodec<never> = {
  decode: (frame) => ({ _tag: "Unknown", event: JSON.parse(frame) }),
  encode: (event) => JSON.stringify(event)
}

/** How many live events may wait until the recording reaches them. */
const backlog = 1024

/**
 * A transport whose connections replay the server's side of a recording, frame by frame, including malformed ones. A frame
 * comes once the client has sent what the recorded client had sent before it, except audio, and after the recorded pause. New
 * ids of the client replace the recorded ones. So do ids and metadata that the recorded client did not send. A client that
 * does not continue as recorded within `stepTimeout` is closed with 1008 and a reason that names the awaited event. The
 * connection ends as the recorded one did.
 */
export const replayTransport = (recording: Recording, options: PlayOptions = {}): Transport["Service"] => {
  needRecording(replayTransport, "replayTransport", recording)
  refuseArgument(replayTransport, playProblem("replayTransport", options))
  return replayed(recording, options)
}

const replayed = (recording: Recording, options: PlayOptions): Transport["Service"] => ({
  connect: Effect.fnUntraced(function* (endpoint) {
    const { client, server, wire } = yield* pairOf(endpoint, { incoming: anyEvent, outgoing: anyEvent })
    const live = yield* Queue.bounded<LiveEvent>(backlog)
    const takeLive = Stream.runForEach(server.incoming, (decoded) =>
      decoded._tag === "Unknown" && isCounted(decoded.event.type) ? Queue.offer(live, decoded.event) : Effect.void
    )
    const playServer = play({
      recording,
      side: "server",
      options,
      live,
      // Yields to the reader after each frame. A replay without pauses would otherwise overflow it.
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
          ? end.end.code === lost
            ? wire.drop
            : server.close(end.end.code, "the recording ends here")
          : Effect.void
    yield* Effect.forkScoped(Effect.ignore(takeLive))
    yield* playServer.pipe(
      Effect.flatMap(finish),
      Effect.catch(({ message }) => server.close(1008, message)),
      Effect.forkScoped
    )
    return client
  })
})

/** The code of an end without a close frame. It cannot be sent. */
const lost = 1006

const closedByServer = ({ header }: Recording, { end }: EndLine): boolean =>
  (header.side === "client") === (end.by === "remote")
