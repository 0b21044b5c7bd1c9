/** Who may open a session, and how many. */
import {
  type Connection,
  type Endpoint,
  type Handshake,
  ServerEvent,
  type Translation,
  type TransportError
} from "@antiphon/core"
import type { ErrorEvent } from "@antiphon/core/events"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { Calls } from "../Calls.ts"
import { callSession } from "./callSession.ts"
import { canonical } from "./canonical.ts"
import { foreignPage, forbidden, HttpRefusal, notFound, toTransportError, wrongKey } from "./HttpRefusal.ts"
import { type Access, Keys, randomHex } from "./Keys.ts"
import { kindOf } from "./kindOf.ts"

export interface GateOptions {
  /** The pages that may connect; others get 403. Default: all. */
  readonly origins?: ReadonlyArray<string>
  /** The models there are; for others there is 403. Default: any name will do. */
  readonly models?: ReadonlyArray<string>
  /** Sessions that may run at once; past it there is 503. Default 1000. */
  readonly maxConnections?: number
}

/** What a handshake was admitted to. */
export interface Admission {
  readonly kind: Endpoint.EndpointKind
  /** The handshake in OpenAI's terms, with `model` or `intent` filled in where only the client secret says it. */
  readonly handshake: Handshake
  /** The settings that a client secret or a call's offer brings to a session, which the connection may change. */
  readonly session: SessionRequest | undefined
  /** The same of a translation session. */
  readonly translation: Translation.SessionTranslationCreate | undefined
}

export interface Gate {
  /**
   * Decides on an upgrade; the reason of a failure has the HTTP status to answer with: 400, 403, 404 or 503. A wrong key is
   * admitted and refused by `enter`, since a page cannot read the status of a refused upgrade.
   */
  readonly admit: (handshake: Handshake) => Effect.Effect<void, TransportError>
  /**
   * Decides on a call, whose offer is read once the key is found good, and takes its place until the scope ends. What is
   * decided is told by `enter`, when its connection is there. Fails with the HTTP answer.
   */
  readonly admitCall: <A extends { readonly session: SessionRequest | undefined }>(
    handshake: Handshake,
    readOffer: Effect.Effect<A, HttpRefusal>
  ) => Effect.Effect<A, HttpRefusal, Scope.Scope>
  /**
   * Takes a place for a connection until the scope ends, and says what it was admitted to. One that `admit` was not asked
   * about is decided on now. Without a place, or not admitted, it is sent an `error` event and closed (1013, 3000 for a
   * wrong key, 4000), and this fails with how it ended.
   */
  readonly enter: <In, Out>(
    connection: Connection<In, Out | ErrorEvent>,
    handshake: Handshake
  ) => Effect.Effect<Admission, TransportError, Scope.Scope>
}

/** The gate before the sessions of a server. A sideband's call is looked up in {@link Calls}, where that is provided. */
export const makeGate = Effect.fnUntraced(function* (options: GateOptions = {}): Effect.fn.Return<Gate, never, Keys> {
  const { maxConnections = 1000, models, origins } = options
  const keys = yield* Keys
  const calls = yield* Effect.serviceOption(Calls)
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
    if ("model" in kind && models?.includes(kind.model) === false) {
      return yield* forbidden(`Model '${kind.model}' is not available. Available models: ${models.join(", ")}.`)
    }
    return { kind, handshake: { ...handshake, query: { ...handshake.query, ...queryOf(kind) } }, session, translation }
  })

  const decide = Effect.fnUntraced(function* (offered: Handshake): Effect.fn.Return<Admission, HttpRefusal> {
    const handshake = canonical(offered)
    const access = yield* authorize(handshake)
    const kind = yield* Effect.fromResult(kindOf(handshake, access))
    if (kind._tag === "Sideband") yield* findCall(kind.callId)
    if (running >= maxConnections) return yield* full
    const { session, translation } = settingsOf(access)
    return yield* admission(handshake, kind, session, translation)
  })

  const findCall = (callId: string): Effect.Effect<void, HttpRefusal> =>
    Effect.flatMap(
      Option.match(calls, { onNone: () => Effect.undefined, onSome: ({ find }) => find(callId) }),
      (call) => (call === undefined ? Effect.fail(notFound(`The call ${callId}`)) : Effect.void)
    )

  /** In one step, so that two cannot take the last place. */
  const takePlace: Effect.Effect<void, HttpRefusal, Scope.Scope> = Effect.acquireRelease(
    Effect.suspend(() => {
      if (running >= maxConnections) return Effect.fail(full)
      running++
      return Effect.void
    }),
    () => Effect.sync(() => running--)
  )

  return {
    admit: (handshake) =>
      Effect.gen(function* () {
        const decided = yield* Effect.result(decide(handshake))
        if (Result.isFailure(decided) && decided.failure.status !== 401) return yield* decided.failure
        admitted.set(handshake, { admission: decided, hasPlace: false })
      }).pipe(Effect.mapError(toTransportError)),
    admitCall: Effect.fnUntraced(function* (handshake, readOffer) {
      const access = yield* authorize(handshake)
      yield* takePlace
      const offer = yield* readOffer
      const { kind, session } = yield* Effect.fromResult(callSession(handshake.query, access, offer.session))
      admitted.set(handshake, { admission: Result.succeed(yield* admission(handshake, kind, session)), hasPlace: true })
      return offer
    }),
    enter: (connection, handshake) =>
      Effect.suspend(() => {
        const known = admitted.get(handshake)
        const decided = known === undefined ? decide(handshake) : Effect.fromResult(known.admission)
        return known?.hasPlace === true ? decided : Effect.tap(decided, () => takePlace)
      }).pipe(
        Effect.catch((refusal) =>
          Effect.ignore(Effect.timeout(connection.send(errorOf(refusal)), farewellMs)).pipe(
            Effect.andThen(connection.close(...closeOf(refusal))),
            Effect.andThen(Effect.flatMap(connection.ended, Effect.fail))
          )
        )
      )
  }
})

/** What was decided on a handshake. */
interface Decided {
  readonly admission: Result.Result<Admission, HttpRefusal>
  readonly hasPlace: boolean
}

/** How long a refused connection may take to be sent why. */
const farewellMs = 1000

const errorOf = ({ code, message, param = null, type }: HttpRefusal): ErrorEvent =>
  ServerEvent.make("error", {
    event_id: `event_${randomHex(12)}`,
    error: { type, code, message, param, event_id: null }
  })

/** What a client secret brings. */
const settingsOf = (access: Access): Pick<Admission, "session" | "translation"> => ({
  session: access._tag === "Session" ? access.session : undefined,
  translation: access._tag === "Translation" ? access.session : undefined
})

const full = new HttpRefusal({
  status: 503,
  code: "server_overloaded",
  message: "The server is at its session limit. Try again later."
})

/** A wrong key is told as the protocol's section 0 has it. */
const closeOf = (refusal: HttpRefusal): readonly [code: number, reason: string] =>
  refusal.status === 503
    ? [1013, refusal.message]
    : [refusal.status === 401 ? 3000 : 4000, `${refusal.type}.${refusal.code}`]

const queryOf = (kind: Endpoint.EndpointKind): Handshake["query"] => {
  switch (kind._tag) {
    case "Conversation":
    case "Translation":
      return { model: kind.model }
    case "Transcription":
      return { intent: "transcription" }
    case "Sideband":
      return { call_id: kind.callId }
  }
}
