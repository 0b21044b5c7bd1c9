/** Opens a session, new or again. */
import { initial, type Lost, replayPlan } from "@antiphon/session"
import type { ClientEvent } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type { Tenant } from "../http/Tenants.ts"
import type { UpstreamAsk } from "../relay/Upstream.ts"
import { bookFolded } from "../session/book.ts"
import { foldLog } from "../session/foldLog.ts"
import { GatewaySession } from "../session/GatewaySession.ts"
import { openReplayed } from "../session/openReplayed.ts"
import type { SessionStart } from "../session/SessionStart.ts"
import { freshToken, token, type Token } from "../Token.ts"
import type { NodeContext } from "./Context.ts"
import type { LiveSession } from "./LiveSession.ts"
import { type Refusal, refusal, refusalOf } from "./Refusal.ts"
import type { Resumable } from "./ResumeToken.ts"

/** A session that waits for its client. */
export interface Ready {
  readonly session: LiveSession
  readonly resumed: boolean
  readonly lost: ReadonlyArray<Lost>
}

/** Sessions that a tenant opened in a minute. */
const starts = (() => {
  const name = token("starts")
  if (name === undefined) throw new TypeError("'starts' is a token")
  return name
})()

/** Takes a place of the tenant, or says why there is none. */
const admit = Effect.fnUntraced(function* (context: NodeContext, tenant: Tenant, sid: Token, isNew: boolean) {
  const { limits, sessions, settings } = context
  if (sessions.size >= settings.maxSessions)
    return yield* refusal(503, "node_full", "The node is at its session limit. Try again later.")
  const { maxSessions, sessionsPerMinute } = tenant
  const place = { tenant: tenant.name, sid, node: settings.node }
  if (isNew && sessionsPerMinute !== undefined) {
    const rate = { amount: sessionsPerMinute, windowMs: 60_000 }
    if (!(yield* limits.spend(tenant.name, starts, 1, rate)))
      return yield* refusal(
        429,
        "rate_limit_exceeded",
        "Too many sessions were opened in this minute. Try again later."
      )
  }
  if (maxSessions !== undefined && !(yield* limits.admit(place, maxSessions)))
    return yield* refusal(429, "session_limit", `There are ${maxSessions} sessions already, which is the limit.`)
  return place
})

/** Opens a new session. `first` is sent to the upstream before the client is admitted. */
export const openSession = (
  context: NodeContext,
  tenant: Tenant,
  ask: UpstreamAsk,
  first: ReadonlyArray<ClientEvent> = []
): Effect.Effect<Ready, Refusal> =>
  Effect.gen(function* () {
    const { log, registry, settings, share } = context
    if (share.unavailable > 0)
      return yield* refusal(503, "engine_unavailable", "The gateway cannot record now. Try again later.")
    const sid = freshToken("sess")
    const place = yield* admit(context, tenant, sid, true)
    return yield* Effect.gen(function* () {
      const claim = yield* log.claim(sid, { fresh: true })
      const opened = yield* Effect.tapError(openReplayed(settings.upstream, ask, { events: first, lost: [] }), () =>
        Effect.ignore(log.erase(sid))
      )
      const start = { sid, tenant: tenant.name, ask, claim, opened, state: initial, injected: new Set<string>() }
      const session = yield* begun(context, start)
      session.note({ k: "open", tenant: tenant.name, model: ask.model ?? "", kind: ask.kind })
      yield* Effect.ignore(registry.put({ ...session.about(), state: "live" }))
      context.counters.opened++
      return { session, resumed: false, lost: opened.lost }
    }).pipe(Effect.tapError(() => Effect.ignore(context.limits.release(place))))
  }).pipe(
    Effect.mapError(refusalOf),
    Effect.tapError(() => counted(context)),
    Effect.withSpan("Gateway.open", { attributes: { tenant: tenant.name, model: ask.model ?? "", kind: ask.kind } })
  )

/** Begins a session. The upstream is closed if it cannot begin. */
const begun = (context: NodeContext, start: SessionStart) =>
  Effect.onError(GatewaySession.start(context, start), () =>
    Effect.sync(() => start.opened.peer.close(1000, "not used"))
  )

const counted = ({ counters }: NodeContext) =>
  Effect.sync(() => {
    counters.refused++
  })

/** How a client resumes. */
export interface Resuming {
  readonly resumable: Resumable
  /** The tenant that asks, or `undefined` if the token alone decides. */
  readonly tenantOf: (name: Token) => Tenant | undefined
  readonly heard: ReadonlyMap<string, number> | undefined
  /** Whether the client tells the upstream the conversation itself. Then the upstream begins empty. */
  readonly byClient: boolean
}

/** How long the owner may take to hand over. */
const yieldWithin = "300 millis"

/** Takes a session over, from this node, another one, or one that died. */
export const resumeSession = (context: NodeContext, how: Resuming): Effect.Effect<Ready, Refusal> =>
  Effect.gen(function* () {
    const { first, sid } = how.resumable
    const local = context.sessions.get(sid)
    if (local !== undefined && !local.isOver && !how.byClient && local.claim.first === first)
      return { session: local, resumed: true, lost: [] }
    yield* handedOver(context, sid)
    const before = yield* readBack(context, how)
    const tenant = how.tenantOf(before.tenant)
    if (tenant === undefined) return yield* refusal(403, "not_yours", "The session belongs to another tenant.")
    const place = yield* admit(context, tenant, sid, false)
    return yield* Effect.gen(function* () {
      const { claim, folded } = before
      const plan = how.byClient ? { events: [], lost: [] } : replayPlan(folded.state)
      const opened = yield* Effect.retry(openReplayed(context.settings.upstream, folded.ask, plan), {
        times: 2,
        schedule: Schedule.exponential(250)
      })
      const state = how.byClient ? initial : folded.state
      const { ask, injected } = folded
      const start = { sid, tenant: tenant.name, ask, claim, opened, state, injected }
      const session = yield* begun(context, start)
      session.note({ k: "resume", by: how.byClient ? "client" : "gateway" })
      if (how.heard !== undefined) session.note({ k: "heard", heard: Object.fromEntries(how.heard) })
      yield* Effect.ignore(context.registry.put({ ...session.about(), state: "live" }))
      bookFolded(context, before.folded, { tenant: tenant.name, sid })
      context.counters.resumed++
      return { session, resumed: true, lost: opened.lost }
    }).pipe(Effect.tapError(() => Effect.ignore(context.limits.release(place))))
  }).pipe(
    Effect.mapError(refusalOf),
    Effect.tapError(() => counted(context))
  )

/** Asks the owner to let go. One that does not answer in time is fenced by the claim. */
const handedOver = Effect.fnUntraced(function* (context: NodeContext, sid: Token) {
  const record = Option.getOrUndefined(yield* Effect.orElseSucceed(context.registry.get(sid), Option.none))
  const question = { ask: "yield", node: context.settings.node, ...(record && { epoch: record.epoch }) }
  yield* Effect.ignore(context.bus.ask(sid, question, yieldWithin))
  const local = context.sessions.get(sid)
  if (local !== undefined) yield* Effect.timeoutOption(Deferred.await(local.settled), "1 second")
})

/** Claims the session and reads its log up to the claim. */
const readBack = Effect.fnUntraced(function* (context: NodeContext, { heard, resumable }: Resuming) {
  const { first, sid } = resumable
  const claim = yield* context.log.claim(sid, { fresh: false })
  const chunks = yield* Effect.retry(context.log.read(sid, { to: claim.position }), {
    while: (error) => error._tag === "EngineUnavailable",
    times: 5,
    schedule: Schedule.spaced("200 millis")
  })
  const folded = foldLog(chunks, heard)
  const tenant = token(folded.tenant)
  if (claim.first !== first || tenant === undefined)
    return yield* refusal(404, "no_such_session", `There is no session ${sid}.`)
  if (folded.hasEnded) return yield* refusal(410, "session_ended", "The session has ended. Open a new one.")
  return { claim, folded, tenant }
})
