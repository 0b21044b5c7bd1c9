/** Two connected ends in memory. It is a real adapter without a network. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import type { Codecs } from "../transport/ConnectionOptions.ts"
import type { Connection } from "../transport/Transport.ts"
import { TransportError } from "../transport/TransportError.ts"
import { type End, type EndOptions, type Frame, makeEnd } from "./MemoryEnd.ts"
import { type Lane, makeLane } from "./Lane.ts"

/** What both ends of a wire share, and what each is set to. */
export interface WireOptions extends EndOptions {
  /** How long a frame is under way, by the clock (also the test clock). By default a frame arrives at once. */
  readonly delay?: Duration.Input
}

/** The wire itself, for faults that no well-behaved end commits. */
export interface Wire {
  /** Frames from the server. */
  readonly toClient: Lane<Frame>
  /** Frames from the client. */
  readonly toServer: Lane<Frame>
  /** Cuts the wire. What was under way is lost, and both ends see 1006. */
  readonly drop: Effect.Effect<void>
}

/** The two ends of a wire, and the wire. */
export interface Ends<In, Out, PeerIn, PeerOut> {
  /** The end of the client. */
  readonly client: Connection<In, Out>
  /** The end of the server. */
  readonly server: Connection<PeerIn, PeerOut>
  /** The frames between both ends, to be held, dropped or read by a test. */
  readonly wire: Wire
}

/** As {@link Ends}, before each end is given to a scope by {@link owned}. */
interface UnownedEnds<In, Out, PeerIn, PeerOut> {
  readonly client: End<In, Out>
  readonly server: End<PeerIn, PeerOut>
  readonly wire: Wire
}

const frameBytes = (frame: Frame): number =>
  typeof frame === "string" || frame instanceof Uint8Array ? frame.length : frame.reason.length

/** Makes both ends and their wire. No scope owns them yet. */
export const makeEnds = <In, Out, PeerIn, PeerOut>(
  clientCodecs: Codecs<In, Out>,
  serverCodecs: Codecs<PeerIn, PeerOut>,
  options: WireOptions,
  serverOptions: EndOptions
): Effect.Effect<UnownedEnds<In, Out, PeerIn, PeerOut>> =>
  Effect.gen(function* () {
    const lane = <M>(bytes: (message: M) => number, deliver: (message: M) => void, drained: () => void) =>
      makeLane({ delay: options.delay, bytes, deliver, drained })
    const toServer = yield* lane(
      frameBytes,
      (frame) => server.receive(frame),
      () => client.drained()
    )
    const toClient = yield* lane(
      frameBytes,
      (frame) => client.receive(frame),
      () => server.drained()
    )
    const samplesToServer = yield* lane(
      samplesBytes,
      (samples) => server.receiveSamples(samples),
      () => {}
    )
    const samplesToClient = yield* lane(
      samplesBytes,
      (samples) => client.receiveSamples(samples),
      () => {}
    )
    const client: End<In, Out> = yield* makeEnd(clientCodecs, options, {
      frames: () => toServer,
      samples: () => samplesToServer
    })
    const server: End<PeerIn, PeerOut> = yield* makeEnd(serverCodecs, serverOptions, {
      frames: () => toClient,
      samples: () => samplesToClient
    })
    const drop = Effect.sync(() => {
      const error = TransportError.closed({ code: 1006, reason: "", by: "remote" })
      client.lose(error)
      server.lose(error)
    })
    return { client, server, wire: { toClient, toServer, drop } }
  })

const samplesBytes = (samples: Int16Array): number => samples.byteLength

/** Gives an end to the surrounding scope. Closing the scope closes the connection with 1000. */
export const owned = <In, Out>({
  connection,
  scope
}: End<In, Out>): Effect.Effect<Connection<In, Out>, never, Scope.Scope> =>
  Effect.acquireRelease(Effect.succeed(connection), (_, exit) => Scope.close(scope, exit))

/**
 * Connects a client and a server that share a vocabulary. Frames travel as text through the codecs. Order, limits,
 * back-pressure and ends are those of the contract. The scope owns both ends.
 */
export const pair = <In, Out>(
  options: Codecs<In, Out> & WireOptions
): Effect.Effect<Ends<In, Out, Out, In>, never, Scope.Scope> => pairOf(options, swap(options), options)

/** As {@link pair}, with a vocabulary for each end. `serverOptions` default to `options`. */
export const pairOf = <In, Out, PeerIn, PeerOut>(
  client: Codecs<In, Out>,
  server: Codecs<PeerIn, PeerOut>,
  options: WireOptions = {},
  serverOptions: EndOptions = options
): Effect.Effect<Ends<In, Out, PeerIn, PeerOut>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const ends = yield* makeEnds(client, server, options, serverOptions)
    return { client: yield* owned(ends.client), server: yield* owned(ends.server), wire: ends.wire }
  })

const swap = <In, Out>({ incoming, outgoing }: Codecs<In, Out>): Codecs<Out, In> => ({
  incoming: outgoing,
  outgoing: incoming
})
