/**
 * Plays the acts of a script on a session of the package, over a wire in memory and with a server behind it. The shells of
 * both sides are at work here, in fibers on a clock of the story's own.
 */
import { type ClientEvent, type Connection, ServerEvent, ClientEvent as Client } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { echo, Engine, serve } from "@antiphon/server"
import { conversation, Session, type SessionError, type SessionState, type Speaker } from "@antiphon/session"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import { block, blockMs } from "../device/voices.ts"
import type { Act } from "../script/Act.ts"
import { configuration } from "../script/Plan.ts"
import type { Script } from "../script/Script.ts"
import { inItsOwnTime, type Left } from "./Time.ts"

export interface Smoke {
  readonly settled: number
  /** What did not end, and what ended by a bug, in words. */
  readonly wrong: ReadonlyArray<string>
  readonly left: Left
  readonly state: SessionState | undefined
}

type Open = Connection<ServerEvent, ClientEvent>

/** How long what was begun is given to end. */
const restMs = 150_000

/** A connection to a new server. */
const connect = (
  plan: Script["plan"]
): Effect.Effect<{ readonly client: Open; readonly drop: Effect.Effect<void> }, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { client, server, wire } = yield* pair({
      incoming: ServerEvent,
      outgoing: Client,
      audio: plan.audio,
      ...(plan.latency === undefined ? {} : { delay: plan.latency.leastMs })
    })
    yield* serve(server).pipe(Effect.provide(Layer.succeed(Engine, echo)), Effect.forkScoped)
    return { client, drop: wire.drop }
  })

const speaker: Speaker = {
  rate: 24_000,
  queue: () => {},
  position: () => ({ until: 0, latencyMs: 0, given: 0 }),
  clear: () => Promise.resolve({ until: 0, latencyMs: 0, resumesAt: 0 })
}

const perform = (session: Session, act: Act, drop: Effect.Effect<void>): Effect.Effect<unknown, SessionError> => {
  const someItem = (which: number) =>
    Effect.map(session.state, (state) => conversation(state)[Math.floor(which * 8)]?.id ?? "nothing")
  switch (act.do) {
    case "talk":
      return Effect.forEach(
        Array.from({ length: (act.speechMs + act.quietMs) / blockMs }, (_, n) => n * blockMs < act.speechMs),
        (isLoud) => Effect.andThen(session.sendAudio(block(isLoud ? "loud" : "quiet")), Effect.sleep(blockMs)),
        { discard: true }
      )
    case "sendText":
      return session.sendText("Hello.")
    case "createResponse":
      return session.createResponse(act.aside ? { conversation: "none" } : {})
    case "interrupt":
      return session.interrupt
    case "reconnect":
      return session.reconnect
    case "deleteItem":
      return Effect.flatMap(someItem(act.which), session.deleteItem)
    case "retrieveItem":
      return Effect.flatMap(someItem(act.which), session.retrieveItem)
    case "addItem":
      return session.addItem({ type: "message", role: "user", content: [{ type: "input_text", text: "Noted." }] })
    case "configure":
      return session.configure({ type: "realtime", instructions: "Be kind." })
    case "commit":
      return session.commit
    case "clearInput":
      return session.clearInput
    case "leave":
      return drop
    case "takeBack":
    case "stall":
      return Effect.void
  }
}

const tell = Effect.fnUntraced(function* ({ acts, plan }: Script, wrong: Array<string>, counts: { settled: number }) {
  let drop: Effect.Effect<void> = Effect.void
  const dial = Effect.map(connect(plan), (next) => {
    ;({ drop } = next)
    return next.client
  })
  const options = { speaker, policy: plan.policy }
  const session = plan.lasts
    ? yield* Session.reconnecting(dial, options)
    : yield* Effect.flatMap(dial, (client) => Session.make(client, options))
  const begin = (name: string, effect: Effect.Effect<unknown, SessionError>) =>
    Effect.forkScoped(
      Effect.map(Effect.exit(effect), (exit) => {
        counts.settled += 1
        if (Exit.isFailure(exit) && Cause.findErrorOption(exit.cause)._tag === "None") wrong.push(`${name} died`)
      }),
      { startImmediately: true }
    )
  const fibers = [yield* begin("configure", session.configure(configuration({ ...plan, turns: null })))]
  let at = 0
  for (const act of acts) {
    yield* Effect.sleep(act.at - at)
    ;({ at } = act)
    fibers.push(
      yield* begin(
        act.do,
        Effect.suspend(() => perform(session, act, drop))
      )
    )
  }
  yield* Effect.sleep(restMs)
  for (const [n, fiber] of fibers.entries())
    if (fiber.pollUnsafe() === undefined) wrong.push(`command ${n} never ended`)
  yield* Fiber.interruptAll(fibers)
  return yield* session.state
})

/** Plays the script. Faults and oddities are left to the pure simulation. */
export const smoke = async (script: Script): Promise<Smoke> => {
  const wrong: Array<string> = []
  const counts = { settled: 0 }
  const story = tell(script, wrong, counts).pipe(Effect.scoped, Effect.orDie, Random.withSeed(`${script.seed}`))
  const { exit, left } = await inItsOwnTime(story, 3000)
  if (Exit.isFailure(exit)) wrong.push(Cause.pretty(exit.cause))
  return { settled: counts.settled, wrong, left, state: Exit.isSuccess(exit) ? exit.value : undefined }
}
