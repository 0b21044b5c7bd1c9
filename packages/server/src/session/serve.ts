/** Serves a session over a connection. The session, its engine, its track and its timers end with the connection. */
import { refuseArgument } from "@antiphon/core/boundary"
import type { ClientEvent, Connection, Handshake, ServerEvent, TransportError } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { servedProblem, serveRules } from "../boundary/check.ts"
import { Engine } from "../engine/Engine.ts"
import * as SessionMachine from "../machine/SessionMachine.ts"
import type { Limits } from "../machine/State.ts"
import { makeRealtimeSession, type RealtimeSession } from "./makeRealtimeSession.ts"
import { incomingSamples, makePlaybackTrack } from "./PlaybackTrack.ts"
import { RunningCalls } from "./RunningCalls.ts"
import { makeSessionClock } from "./SessionClock.ts"

/** Options of {@link serve}. */
export interface ServeOptions {
  /** Makes the ids of the session. The same seed, engine and client give the same events. Defaults to a random seed. */
  readonly seed?: string
  /** Bounds of the session. Each that is absent has its default. */
  readonly limits?: Partial<Limits>
  /** Settings that the session begins with, as a client secret has them (`Admission.session`). */
  readonly session?: SessionRequest | undefined
  /**
   * Checks the key of the handshake within 10 s. A wrong key is answered with `invalid_api_key` and close 3000, which
   * pages can read. They could not read the status of a refused upgrade. Defaults to accepting every key, and no key.
   */
  readonly verifyKey?: (key: Handshake["key"]) => Effect.Effect<boolean>
}

/** The connection of a client that speaks GA. */
type Peer = Connection<ClientEvent, ServerEvent>

/**
 * Serves one session over an accepted connection until it ends, and returns how it ended. The handshake names `model` and
 * `intent`. Without a handshake the session is a conversation. A connection with `call_id` joins a running call instead,
 * if {@link RunningCalls} is provided. Nothing runs past the end. Requires an {@link Engine}.
 *
 * @example
 * listener.run((connection, handshake) => serve(connection, handshake)).pipe(Effect.provide(Engine.echo))
 */
export const serve: (
  connection: Peer,
  handshake?: Handshake,
  options?: ServeOptions
) => Effect.Effect<TransportError, never, Engine> = (connection, handshake, options) => {
  refuseArgument(serve, servedProblem("serve", [connection, handshake, options], serveRules))
  return served(connection, handshake, options)
}

const served = Effect.fnUntraced(
  function* (connection: Peer, handshake?: Handshake, options: ServeOptions = {}) {
    const calls = Option.getOrUndefined(yield* Effect.serviceOption(RunningCalls))
    const turnedAway = yield* whyTurnedAway(handshake, options)
    const callId = handshake?.query.call_id
    if (callId !== undefined && turnedAway === undefined) return yield* joinCall(connection, calls, callId)
    const session = yield* begin({ connection, handshake, options, turnedAway, calls })
    yield* Stream.runForEach(connection.incoming, (decoded) => session.dispatch({ _tag: "Client", decoded }))
    return yield* connection.ended
  },
  Effect.scoped,
  Effect.catch((error) => Effect.succeed(error)),
  // The place in the source would take more memory than the rest of an idle session's span.
  Effect.withSpan("Server.serve", undefined, { captureStackTrace: false })
)

/** What a session begins with. */
interface Beginning {
  readonly connection: Peer
  readonly handshake: Handshake | undefined
  readonly options: ServeOptions
  readonly turnedAway: SessionMachine.Start["turnedAway"]
  readonly calls: RunningCalls["Service"] | undefined
}

/**
 * Begins a session in its scope and sends its first events. It is a function of its own, because what it makes on the way
 * would otherwise be kept as long as the session.
 */
const begin = Effect.fnUntraced(function* ({
  calls,
  connection,
  handshake,
  options,
  turnedAway
}: Beginning): Effect.fn.Return<RealtimeSession, TransportError, Engine | Scope.Scope> {
  const media = Option.getOrUndefined(connection.media)
  const clock = yield* makeSessionClock
  const first = SessionMachine.start({
    now: clock.now(),
    seed: options.seed ?? (yield* randomSeed),
    ...named(handshake),
    ownsPlayback: media !== undefined,
    ...(turnedAway === undefined ? {} : { turnedAway }),
    ...(options.session === undefined ? {} : { session: options.session }),
    ...(options.limits === undefined ? {} : { limits: options.limits })
  })
  const session = yield* makeRealtimeSession({
    connection,
    engine: yield* Engine,
    track: media && (yield* makePlaybackTrack(media)),
    clock,
    initial: first.state
  })
  if (Option.isSome(connection.callId) && calls !== undefined) yield* calls.add(connection.callId.value, session)
  yield* session.perform(first.outputs)
  if (media !== undefined) {
    const append = (samples: Int16Array) => session.dispatch({ _tag: "TrackAudio", samples })
    yield* Effect.forkScoped(Effect.ignore(Stream.runForEach(incomingSamples(media), append)))
  }
  return session
})

/** Returns the code of the refusal, or `undefined` if the connection is admitted. */
const whyTurnedAway = (
  handshake: Handshake | undefined,
  { verifyKey }: ServeOptions
): Effect.Effect<SessionMachine.Start["turnedAway"]> => {
  if (handshake?.dialect === "beta") return Effect.succeed("beta_api_shape_disabled")
  if (verifyKey === undefined) return Effect.undefined
  return verifyKey(handshake?.key ?? Option.none()).pipe(
    Effect.timeoutOrElse({ duration: verifyTimeout, orElse: () => Effect.succeed(false) }),
    Effect.map((isGood) => (isGood ? undefined : "invalid_api_key"))
  )
}

/** How long a verifier may take. Then the key counts as wrong. */
const verifyTimeout = "10 seconds"

/** The names in the address. The model of a transcription session is the model of its transcripts. */
const named = (
  handshake: Handshake | undefined
): Pick<SessionMachine.Start, "type" | "model" | "transcriptionModel"> => {
  const { intent, model } = handshake?.query ?? {}
  return intent === "transcription"
    ? { type: "transcription", model: "gpt-realtime", transcriptionModel: model }
    : { type: "realtime", model: model ?? "gpt-realtime" }
}

/** Joins the connection to a running call as a sideband, or closes it if no such call runs. */
const joinCall = Effect.fnUntraced(function* (
  connection: Peer,
  calls: RunningCalls["Service"] | undefined,
  callId: string
) {
  const call = calls === undefined ? undefined : yield* calls.find(callId)
  if (call !== undefined) return yield* call.join(connection)
  yield* connection.close(4000, "no call with this call_id is running")
  return yield* connection.ended
})

/** Makes the seed of a session's ids. */
export const randomSeed: Effect.Effect<string> = Effect.map(
  Effect.all([Random.nextIntBetween(0, 36 ** 6), Random.nextIntBetween(0, 36 ** 6)]),
  (parts) => parts.map((part) => part.toString(36).padStart(6, "0")).join("")
)
