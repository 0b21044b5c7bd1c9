/**
 * Decides who may open a session, and how many sessions run at once. Places are given back with the scope that took
 * them.
 */
import {
  type Connection,
  type Endpoint,
  type Handshake,
  ServerEvent,
  type Translation,
  type TransportError
} from "@antiphon/core"
import { optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import type { ErrorEvent } from "@antiphon/core/events"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { gateRules } from "../boundary/check.ts"
import { RunningCalls } from "../session/RunningCalls.ts"
import { callSession } from "../calls/callSession.ts"
import { canonical } from "./canonical.ts"
import {
  foreignPage,
  forbidden,
  type HttpRefusal,
  notFound,
  overloaded,
  toTransportError,
  wrongKey
} from "./HttpRefusal.ts"
import { type Access, Keys, randomHex } from "./Keys.ts"
import { kindOf } from "./kindOf.ts"

/** Sessions that may run at once. Each may hold a high-water mark of unwritten bytes. */
export const defaultMaxConnections = 100

/** Options of {@link makeGate}. */
export interface GateOptions {
  /** The pages that may connect. Other pages get 403. Defaults to all pages. */
  readonly origins?: ReadonlyArray<string>
  /** The models that are served. Other models get 403. Defaults to any name. */
  readonly models?: ReadonlyArray<string>
  /** Sessions that may run at once. More get 503. Defaults to 100. */
  readonly maxConnections?: number
}

/** The session that a handshake was admitted to. */
export interface Admission {
  readonly kind: Endpoint.EndpointKind
  /** The handshake in OpenAI's terms. `model` or `intent` is filled in if only the client secret names it. */
  readonly handshake: Handshake
  /** The settings from a client secret or from the offer of a call. The connection may change them. */
  readonly session: SessionRequest | undefined
  /** The same for a translation session. */
  readonly translation: Translation.SessionTranslationCreate | undefined
}

/** The gate of a server, for its listener and its calls. */
export interface Gate {
  /**
   * Decides on an upgrade. The reason of a failure has the HTTP status to answer with, which is 400, 403, 404 or 503. A
   * wrong key is admitted here and refused by `enter`, since a page cannot read the status of a refused upgrade.
   */
  readonly admit: (handshake: Handshake) => Effect.Effect<void, TransportError>
  /**
   * Decides on a call and takes its place until the scope ends. The offer is read only if the key is good. `enter` returns
   * the decision when the connection is there. Fails with the HTTP answer.
   */
  readonly admitCall: <A extends { readonly session: SessionRequest | undefined }>(
    handshake: Handshake,
    readOffer: Effect.Effect<A, HttpRefusal>
  ) => Effect.Effect<A, HttpRefusal, Scope.Scope>
  /** Does the same for a call of Live. Only an API key opens one. Its settings are no part of the decision. */
  readonly admitLive: <A>(
    handshake: Handshake,
    readOffer: Effect.Effect<A, HttpRefusal>
  ) => Effect.Effect<A, HttpRefusal, Scope.Scope>
  /**
   * Takes a place for a connection until the scope ends, and returns what it was admitted to. Decides now if `admit` was
   * not asked. A refused connection is sent an `error` event and closed with 1013 if the server is full, 3000 if the key is
   * wrong, and 4000 otherwise. Then this fails with how the connection ended.
   */
  readonly enter: <In, Out>(
    connection: Connection<In, Out | ErrorEvent>,
    handshake: Handshake
  ) => Effect.Effect<Admission, TransportError, Scope.Scope>
}

/** Makes the gate of a server. The call of a sideband is looked up in {@link RunningCalls}, if that is provided. */
export const makeGate = (options: GateOptions = {}): Effect.Effect<Gate, never, Keys> => {
  refuseArgument(makeGate, optionsProblem("makeGate", options, gateRules))
  return gateOf(options)
}

const gateOf = Effect.fnUntraced(function* (options: GateOptions): Effect.fn.Return<Gate, never, Keys> {
  const { maxConnections = defaultMaxConnections, models, origins } = options
  const keys = yield* Keys
  const calls = yield* Effect.serviceOption(RunningCalls)
  const admitted = new WeakMap<Handshake, Decided>()
  let running = 0

  const authorize = Effect.fnUntraced(function* (handshake: Handshake): Effect.fn.Return<Access, HttpRefusal> {
    const origin = Option.getOrUndefined(handshake.origin)
    if (origin !== undefined && origins?.includes(origin) === false) return yield* foreignPage(origin)
    const access = Option.getOrUndefined(yield* keys.verify(handshake.key))
    return access ?? (yield* wrongKey)
  })

  const admission = Effect.fnUntraced(function* (
    handshake: Handshake,
    kind: Endpoint.EndpointKind,
    session: Admission["session"],
    translation?: Admission["translation"]
  ): Effect.fn.Return<Admission, HttpRefusal> {
    if ("model" in kind && kind.model !== undefined && models?.includes(kind.model) === false) {
      return yield* forbidden(`Model '${kind.model}' is not available. Available models: ${models.join(", ")}.`)
    }
    return { kind, handshake: { ...handshake, query: { ...handshake.query, ...queryOf(kind) } }, session, translation }
  })

  const decide = Effect.fnUntraced(function* (offered: Handshake): Effect.fn.Return<Admission, HttpRefusal> {
    const handshake = canonical(offered)
    const access = yield* authorize(handshake)
    const kind = yield* Effect.fromResult(kindOf(handshake, access))
    if (kind._tag === "Sideband") yield* findCall(kind.callId)
    if (running >= maxConnections) return yield* overloaded
    const { session, translation } = settingsOf(access)
    return yield* admission(handshake, kind, session, translation)
  })

  const findCall = (callId: string): Effect.Effect<void, HttpRefusal> =>
    Effect.flatMap(
      Option.match(calls, { onNone: () => Effect.undefined, onSome: ({ find }) => find(callId) }),
      (call) => (call === undefined ? Effect.fail(notFound(`The call ${callId}`)) : Effect.void)
    )

  /** Takes a place in one step, so that two connections cannot take the last one. */
  const takePlace: Effect.Effect<void, HttpRefusal, Scope.Scope> = Effect.acquireRelease(
    Effect.suspend(() => {
      if (running >= maxConnections) return Effect.fail(overloaded)
      running++
      return Effect.void
    }),
    () => Effect.sync(() => running--)
  )

  return {
    admit: Effect.fn("Gate.admit")(function* (handshake: Handshake) {
      const decided = yield* Effect.result(decide(handshake))
      if (Result.isFailure(decided) && decided.failure.status !== 401) return yield* decided.failure
      admitted.set(handshake, { admission: decided, hasPlace: false })
    }, Effect.mapError(toTransportError)),
    admitCall: Effect.fn("Gate.admitCall")(function* (handshake, readOffer) {
      const access = yield* authorize(handshake)
      yield* takePlace
      const offer = yield* readOffer
      const { kind, session } = yield* Effect.fromResult(callSession(handshake.query, access, offer.session))
      admitted.set(handshake, { admission: Result.succeed(yield* admission(handshake, kind, session)), hasPlace: true })
      return offer
    }),
    admitLive: Effect.fn("Gate.admitLive")(function* (handshake, readOffer) {
      const access = yield* authorize(handshake)
      const kind = yield* Effect.fromResult(kindOf({ path: "/v1/live/sessions", query: {} }, access))
      yield* takePlace
      const offer = yield* readOffer
      const decided = yield* admission(handshake, kind, undefined)
      admitted.set(handshake, { admission: Result.succeed(decided), hasPlace: true })
      return offer
    }),
    enter: (connection, handshake) =>
      Effect.suspend(() => {
        const known = admitted.get(handshake)
        const decided = known === undefined ? decide(handshake) : Effect.fromResult(known.admission)
        return known?.hasPlace === true ? decided : Effect.tap(decided, () => takePlace)
      }).pipe(
        Effect.catch((refusal) =>
          Effect.ignore(Effect.timeout(connection.send(errorOf(refusal)), farewellTimeout)).pipe(
            Effect.andThen(connection.close(...closeOf(refusal))),
            Effect.andThen(Effect.flatMap(connection.ended, Effect.fail))
          )
        ),
        Effect.withSpan("Gate.enter")
      )
  }
})

/** The decision on a handshake, and whether it holds a place. */
interface Decided {
  readonly admission: Result.Result<Admission, HttpRefusal>
  readonly hasPlace: boolean
}

/** How long it may take to send a refused connection the reason. */
const farewellTimeout = "1 second"

/** The refusal as an `error` event. */
const errorOf = ({ code, message, param = null, type }: HttpRefusal): ErrorEvent =>
  ServerEvent.make("error", {
    event_id: `event_${randomHex(12)}`,
    error: { type, code, message, param, event_id: null }
  })

/** The settings of a client secret. */
const settingsOf = (access: Access): Pick<Admission, "session" | "translation"> => ({
  session: access._tag === "Session" ? access.session : undefined,
  translation: access._tag === "Translation" ? access.session : undefined
})

/** The close code of each refusal, as protocol section 0 has it. */
const closeOf = (refusal: HttpRefusal): readonly [code: number, reason: string] =>
  refusal.status === 503
    ? [1013, refusal.message]
    : [refusal.status === 401 ? 3000 : 4000, `${refusal.type}.${refusal.code}`]

/** The query that opens a session of this kind. */
const queryOf = (kind: Endpoint.EndpointKind): Handshake["query"] => {
  switch (kind._tag) {
    case "Conversation":
    case "Translation":
      return kind.model === undefined ? {} : { model: kind.model }
    case "Transcription":
      return { intent: "transcription" }
    case "Sideband":
      return { call_id: kind.callId }
    case "Live":
      return {}
  }
}
