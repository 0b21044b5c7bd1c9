/** One connection of a story. It has a wire in memory, a server behind it with faults, and a witness at both ends. */
import { ClientEvent, type Connection, type Decoded, ServerEvent } from "@antiphon/core"
import * as Clock from "effect/Clock"
import { pair, type Wire } from "@antiphon/core/testing"
import { Engine, type Faults, serve, withFaults } from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { onWall } from "./Clocks.ts"
import { takeNumber, worded } from "./Manners.ts"
import { numbers } from "./Numbers.ts"
import type { Stage } from "./Stage.ts"
import type { Fate, Link } from "./Story.ts"

type Peer = Connection<ClientEvent, ServerEvent>

export interface Connected {
  readonly link: Link
  readonly wire: Wire
  readonly connection: Connection<ServerEvent, ClientEvent>
  /** The server closes, for a reason that is worth another connection. */
  readonly turnOut: Effect.Effect<void>
}

/** Opens a connection to a new session. If the stage is calm, the connection has no faults and does not expire. */
export const connect = Effect.fnUntraced(function* (stage: Stage): Effect.fn.Return<Connected, never, Scope.Scope> {
  const { calm, clock, links, model, names, parts, plan, seed, tell } = stage
  const link: Link = {
    n: links.length + 1,
    calm,
    wasCalm: calm,
    isLimited: !calm && (plan.tokensPerMinute !== null || plan.sessionMs < 1_000_000),
    isHalfOpen: false,
    ended: undefined,
    mostUnwritten: 0
  }
  links.push(link)
  tell({ _tag: "Connected", link: link.n })
  const { client, server, wire } = yield* pair({
    incoming: ServerEvent,
    outgoing: ClientEvent,
    audio: plan.audio,
    ...(plan.delayMs === undefined ? {} : { delay: plan.delayMs })
  }).pipe(Effect.provideService(Clock.Clock, clock))
  const measure = Effect.sync(() => {
    link.mostUnwritten = Math.max(link.mostUnwritten, wire.toClient.unwritten(), wire.toServer.unwritten())
  })
  const faults = { seed: `${seed}-${link.n}`, chances: plan.chances }
  const limits = calm ? {} : { tokensPerMinute: plan.tokensPerMinute, sessionMs: plan.sessionMs }
  yield* serve(parts.server(witnessed(server, faults, link, stage, measure)), undefined, {
    seed: `${link.n}x`,
    limits
  }).pipe(
    Effect.provide(Layer.succeed(Engine, model.parts(link.n))),
    Effect.provideService(Clock.Clock, onWall(clock, plan.serverWall)),
    Effect.tapCause((cause) => Effect.sync(() => stage.defects.push(cause))),
    Effect.forkScoped
  )
  const ending = yield* Effect.forkScoped(
    Effect.map(client.ended, (error) => {
      link.ended = error
      tell({ _tag: "Disconnected", link: link.n, error })
    })
  )
  yield* Effect.addFinalizer(() => Effect.andThen(client.close(), Fiber.await(ending)))
  const arrived = new Set<number>()
  const witness = (decoded: Decoded<ServerEvent>): void => {
    const n = decoded._tag === "Malformed" ? undefined : takeNumber(decoded.event)
    tell({ _tag: "Delivered", link: link.n, decoded, isAgain: n !== undefined && arrived.has(n) })
    if (n !== undefined) arrived.add(n)
  }
  return {
    link,
    wire,
    turnOut: server.close(1012, "the server restarts"),
    connection: parts.client({
      ...client,
      send: (event) => {
        tell({ _tag: "Asked", link: link.n, event })
        return Effect.andThen(client.send(plan.manners.keepsItemIds ? event : names.renamed(event)), measure)
      },
      incoming: Stream.mapArray(client.incoming, (batch) => {
        for (const decoded of batch) witness(decoded)
        return batch
      })
    })
  }
})

/** The server's end, which writes down what the server says and what becomes of it. Once the link is calm, nothing does. */
const witnessed = (
  server: Peer,
  faults: Faults,
  link: Link,
  { plan: { manners }, seed, tell }: Stage,
  measure: Effect.Effect<void>
): Peer => {
  interface Saying {
    readonly n: number
    readonly entry: { fate: Fate }
  }
  const sayings = new WeakMap<object, Saying>()
  let last: Saying | undefined
  const rudeness = numbers(seed + 0x4d + link.n)
  let said = 0
  const seen: Peer = {
    ...server,
    send: (event) =>
      Effect.suspend(() => {
        const isMangled = (event.type as string) === "fault.malformed"
        const saying = isMangled ? last : sayings.get(event)
        if (saying !== undefined) saying.entry.fate = isMangled ? "mangled" : "whole"
        const frame = isMangled ? event : worded(event, saying?.n ?? (said += 1), manners, rudeness)
        return Effect.andThen(server.send(frame), measure)
      })
  }
  const faulty = withFaults(seen, faults)
  return {
    ...faulty,
    send: (event) =>
      Effect.suspend(() => {
        const entry = tell({ _tag: "Said", link: link.n, event, fate: "lost" })
        last = { n: (said += 1), entry }
        sayings.set(event, last)
        const sent = link.calm && !link.isHalfOpen ? seen.send(event) : faulty.send(event)
        return Effect.tap(sent, () =>
          Effect.sync(() => {
            if (entry.fate === "lost") link.isHalfOpen = true
          })
        )
      })
  }
}
