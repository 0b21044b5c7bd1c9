/** A session over a connection. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import type { ClientEvent, Connection, Handshake, ServerEvent, TransportError } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import { Calls } from "./Calls.ts"
import { Engine } from "./engine/Engine.ts"
import * as SessionMachine from "./machine/SessionMachine.ts"
import type { Limits } from "./machine/State.ts"
import { makeShell, type Shell } from "./shell.ts"
import { makeSessionClock } from "./SessionClock.ts"
import { heard, makeSpeaker } from "./speaker.ts"

export interface ServeOptions {
  /** Makes the ids of the session: with the same seed, engine and client the events are the same. Random where absent. */
  readonly seed?: string
  readonly limits?: Partial<Limits>
  /** Settings that the session begins with: those of a client secret (`Admission.session`). */
  readonly session?: SessionRequest | undefined
  /**
   * Whether a key is good. A bad one is told in the first frame (`invalid_api_key`, close 3000), which browsers can read
   * and a refused upgrade they cannot. Default: every key is, and none.
   */
  readonly verifyKey?: (key: Handshake["key"]) => Effect.Effect<boolean>
}

/**
 * Holds one session over an accepted connection until it ends, and says how it ended. The handshake gives `model` and
 * `intent`; without one it is a conversation. With `call_id` the connection joins a running call instead, found in
 * {@link Calls} where that is provided. Runs nothing past its own end. Requires an {@link Engine}.
 */
export const serve = (
  connection: Connection<ClientEvent, ServerEvent>,
  handshake?: Handshake,
  options: ServeOptions = {}
): Effect.Effect<TransportError, never, Engine> =>
  run(connection, handshake, options).pipe(
    Effect.scoped,
    Effect.catch((error) => Effect.succeed(error))
  )

const run = Effect.fnUntraced(function* (
  connection: Connection<ClientEvent, ServerEvent>,
  handshake: Handshake | undefined,
  options: ServeOptions
) {
  const engine = yield* Engine
  const calls = Option.getOrUndefined(yield* Effect.serviceOption(Calls))
  const seed = options.seed ?? (yield* randomSeed)
  const turnedAway =
    handshake?.dialect === "beta"
      ? "beta_api_shape_disabled"
      : (yield* isAdmitted(handshake, options))
        ? undefined
        : "invalid_api_key"
  const callId = handshake?.query.call_id
  if (callId !== undefined && turnedAway === undefined) {
    return yield* sideband(connection, yield* findCall(calls, callId))
  }
  const clock = yield* makeSessionClock
  const first = SessionMachine.start({
    now: yield* clock.now,
    seed,
    ...named(handshake),
    ownsPlayback: Option.isSome(connection.media),
    ...(turnedAway === undefined ? {} : { turnedAway }),
    ...(options.session === undefined ? {} : { session: options.session }),
    ...(options.limits === undefined ? {} : { limits: options.limits })
  })
  const media = connection.media
  const speaker = Option.isNone(media) ? undefined : yield* makeSpeaker(media.value)
  const shell = yield* makeShell(connection, engine, speaker, clock, first.state)
  if (Option.isSome(connection.callId)) yield* calls?.add(connection.callId.value, shell) ?? Effect.void
  yield* shell.perform(first.outputs)
  if (Option.isSome(media)) {
    const track = Stream.runForEach(heard(media.value), (samples) => shell.tell({ _tag: "Heard", samples }))
    yield* Effect.forkScoped(Effect.ignore(track))
  }
  yield* Stream.runForEach(connection.incoming, (decoded) => shell.tell({ _tag: "Client", decoded }))
  return yield* connection.ended
})

/** What the address names. The model of a transcription session is that of its transcripts. */
const named = (
  handshake: Handshake | undefined
): Pick<SessionMachine.Start, "type" | "model" | "transcriptionModel"> => {
  const { intent, model } = handshake?.query ?? {}
  return intent === "transcription"
    ? { type: "transcription", model: "gpt-realtime", transcriptionModel: model }
    : { type: "realtime", model: model ?? "gpt-realtime" }
}

const findCall = (calls: Calls["Service"] | undefined, callId: string): Effect.Effect<Shell | undefined> =>
  calls === undefined ? Effect.undefined : calls.find(callId)

const sideband = (connection: Connection<ClientEvent, ServerEvent>, call: Shell | undefined) =>
  call === undefined
    ? Effect.andThen(connection.close(4000, "no call with this call_id is running"), connection.ended)
    : call.join(connection)

/** Within 10 s; a verifier that takes longer admits nobody. */
const isAdmitted = (handshake: Handshake | undefined, { verifyKey }: ServeOptions): Effect.Effect<boolean> =>
  verifyKey === undefined
    ? Effect.succeed(true)
    : Effect.timeoutOrElse(verifyKey(handshake?.key ?? Option.none()), {
        duration: "10 seconds",
        orElse: () => Effect.succeed(false)
      })

export const randomSeed: Effect.Effect<string> = Effect.map(
  Effect.all([Random.nextIntBetween(0, 36 ** 6), Random.nextIntBetween(0, 36 ** 6)]),
  (parts) => parts.map((part) => part.toString(36).padStart(6, "0")).join("")
)
