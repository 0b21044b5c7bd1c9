/** What the gateway answers over HTTP, beside the sessions themselves. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { IncomingMessage } from "node:http"
import type { GatewayNode } from "../node/makeNode.ts"
import { refusal, type Refusal } from "../node/Refusal.ts"
import type { Nodes } from "../services/Nodes.ts"
import type { Secrets } from "../services/Secrets.ts"
import { token, type Token } from "../Token.ts"
import { mintSecret, unavailable } from "./clientSecrets.ts"
import { admitted, needsKey } from "./Door.ts"
import { metricsOf } from "./metrics.ts"
import { type Answer, bodyOf, urlOf } from "./request.ts"
import type { Tenant, Tenants } from "./Tenants.ts"

/** What the routes need. */
export interface Gate {
  readonly node: GatewayNode
  readonly tenants: Tenants
  readonly secrets: Secrets["Service"]
  readonly nodes: Nodes["Service"]
}

const ok = (body: unknown): Answer => ({ status: 200, body })

/** Answers a request. */
export const answerOf = (gate: Gate, request: IncomingMessage): Effect.Effect<Answer, Refusal> => {
  const { pathname, searchParams } = urlOf(request)
  switch (`${request.method} ${pathname}`) {
    case "GET /healthz":
      return Effect.succeed(ok({ ok: true }))
    case "GET /readyz":
      return ready(gate)
    case "GET /metrics":
      return Effect.map(operator(gate, request), () => ({
        status: 200,
        body: metricsOf(gate.node.context),
        type: "text/plain; version=0.0.4"
      }))
    case "GET /v1/sessions":
      return Effect.flatMap(keyed(gate, request), (tenant) => sessions(gate, tenant))
    case "GET /v1/usage":
      return Effect.flatMap(keyed(gate, request), ({ name }) =>
        Effect.mapBoth(gate.node.context.usage.read(name, { after: Number(searchParams.get("after") ?? 0) || 0 }), {
          onFailure: unavailable,
          onSuccess: (data) => ok({ data })
        })
      )
    case "POST /v1/realtime/client_secrets":
      return Effect.gen(function* () {
        const tenant = yield* keyed(gate, request)
        const body = yield* Effect.promise(() => bodyOf(request))
        if (body === undefined) return yield* refusal(400, "invalid_body", "The body is too large, too late or cut.")
        return ok(yield* mintSecret(gate.secrets, tenant, body))
      })
    case "POST /v1/realtime/calls":
      return Effect.fail(
        refusal(501, "webrtc_not_served", "The gateway serves no WebRTC. Connect over a WebSocket at /v1/realtime.")
      )
  }
  const hungUp = /^\/v1\/realtime\/calls\/([^/]+)\/hangup$/.exec(pathname)?.[1]
  if (request.method === "POST" && hungUp !== undefined)
    return Effect.flatMap(keyed(gate, request), (tenant) => hangUp(gate, tenant, hungUp))
  return Effect.fail(refusal(404, "not_found", `There is nothing at ${request.method} ${pathname}.`))
}

const keyed = ({ secrets, tenants }: Gate, request: IncomingMessage): Effect.Effect<Tenant, Refusal> =>
  Effect.flatMap(admitted(tenants, secrets, request), needsKey)

const operator = (gate: Gate, request: IncomingMessage): Effect.Effect<Tenant, Refusal> =>
  Effect.flatMap(keyed(gate, request), (tenant) =>
    tenant.operator === true
      ? Effect.succeed(tenant)
      : Effect.fail(refusal(403, "operator_needed", "Only a key of an operator can read this."))
  )

/** Ready means that a new session would be taken. */
const ready = ({ node }: Gate): Effect.Effect<Answer> =>
  Effect.sync(() => {
    const { sessions, settings, share } = node.context
    const why = node.isDraining()
      ? "draining"
      : share.unavailable > 0
        ? "engine unavailable"
        : sessions.size >= settings.maxSessions
          ? "full"
          : undefined
    return { status: why === undefined ? 200 : 503, body: { ready: why === undefined, ...(why && { why }) } }
  })

/** The sessions that are not ended. A session of a node that died is shown as suspended. */
const sessions = ({ node, nodes }: Gate, { name, operator }: Tenant): Effect.Effect<Answer, Refusal> =>
  Effect.gen(function* () {
    const filter = operator === true ? {} : { tenant: name }
    const [records, there] = yield* Effect.all([node.context.registry.list(filter), nodes.list], { concurrency: 2 })
    const alive = new Set(there.map(({ node }) => node))
    const data = records
      .filter(({ state }) => state !== "ended")
      .map((record) => (alive.has(record.node) ? record : { ...record, state: "suspended" }))
    return ok({ object: "list", data, nodes: operator === true ? there : undefined })
  }).pipe(Effect.mapError(unavailable))

const hangUp = (gate: Gate, tenant: Tenant, id: string): Effect.Effect<Answer, Refusal> =>
  Effect.gen(function* () {
    const sid = yield* ownSession(gate, tenant, id)
    yield* Effect.mapError(gate.node.context.bus.ask(sid, { ask: "hangup" }), ({ _tag }) =>
      _tag === "NoSuchSession" ? refusal(404, "no_such_session", `No node serves session ${sid} now.`) : unavailable()
    )
    return ok({ ok: true })
  })

/** The session of this id, if the tenant may touch it. */
export const ownSession = ({ node }: Gate, { name, operator }: Tenant, id: string): Effect.Effect<Token, Refusal> =>
  Effect.gen(function* () {
    const sid = token(id)
    const record = sid && Option.getOrUndefined(yield* Effect.mapError(node.context.registry.get(sid), unavailable))
    if (sid === undefined || record === undefined || (operator !== true && record.tenant !== name))
      return yield* refusal(404, "no_such_session", `There is no session ${id}.`)
    return sid
  })
