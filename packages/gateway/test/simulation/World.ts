/** Nodes that share a store, a service behind them, users in front of them, and what goes wrong. */
import { MemoryStore } from "@antiphon/gateway"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { vi } from "vitest"
import { makeRandom, type Random } from "./random.ts"
import { makeService } from "./Service.ts"
import { type Shared, SimulatedNode } from "./SimulatedNode.ts"
import { User } from "./User.ts"

/** What goes wrong in a world, beside users who lose the network and nodes that drain. */
export const troubles = ["none", "kills", "freezes", "outages", "service"] as const
export type Trouble = (typeof troubles)[number]

/** A world at rest. */
export interface World {
  readonly shared: Shared
  /** All nodes that there were. */
  readonly nodes: ReadonlyArray<SimulatedNode>
  readonly users: ReadonlyArray<User>
  /** Why users did not come to their end. */
  readonly stuck: ReadonlyArray<string>
}

const realImmediate = setImmediate
const turn = () => new Promise<void>((resolve) => realImmediate(resolve))

/** Lets the simulated clock go on in steps of a millisecond, until the condition holds. Returns whether it did within the time. */
const advance = async (ms: number, step: number, isOver: () => boolean): Promise<boolean> => {
  for (let passed = 0; passed < ms; passed += step) {
    if (isOver()) return true
    vi.advanceTimersByTime(step)
    await turn()
    await turn()
  }
  return isOver()
}

/** Runs a world until all users have left and all sessions have ended. */
export const runWorld = async (seed: number, size: number): Promise<World> => {
  fakeClock()
  try {
    const random = makeRandom(seed)
    const trouble = troubles[seed % troubles.length] ?? "none"
    const shared: Shared = { store: new MemoryStore(), service: makeService(random), isAway: () => false }
    const nodes: Array<SimulatedNode> = []
    const add = () => SimulatedNode.start(`n${nodes.length}`, shared).pipe(Effect.map((node) => void nodes.push(node)))
    for (let n = 0; n < 3; n++) await Effect.runPromise(add())
    const users = Array.from({ length: size }, (_, n) => new User(`u${n}`, () => nodes, random))
    const left = living(users, random, 3_000)
    const mishaps = Effect.runFork(Effect.forever(mishap({ add, nodes, random, shared, trouble, users })))
    await advance(300_000, 1, left.isNone)
    mishaps.interruptUnsafe()
    shared.isAway = () => false
    for (const node of nodes) node.thaw()
    await toRest(nodes)
    return { shared, nodes, users, stuck: left.why() }
  } finally {
    vi.useRealTimers()
  }
}

const fakeClock = () =>
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: 1e12 })

/** Lets users begin within the time. */
const living = (users: ReadonlyArray<User>, random: Random, within: number) => {
  const left = new Map(users.map((user) => [user, "still talks"]))
  for (const user of users) {
    const life = Effect.andThen(Effect.sleep(random.between(1, within)), user.life)
    Effect.runFork(life).addObserver((exit) => {
      if (Exit.isSuccess(exit)) left.delete(user)
      else left.set(user, Cause.pretty(exit.cause))
    })
  }
  return { isNone: () => left.size === 0, why: () => [...left.values()] }
}

/** Waits until all sessions have ended, and stops the nodes. */
const toRest = async (nodes: ReadonlyArray<SimulatedNode>): Promise<void> => {
  const alive = () => nodes.filter(({ diedAt }) => diedAt === undefined)
  await advance(120_000, 5, () => alive().every(({ node }) => node.context.sessions.size === 0))
  // The sweeper ends what no user came back to.
  await advance(720_000, 1_000, () => false)
  for (const { scope } of alive()) Effect.runFork(Scope.close(scope, Exit.void))
  await advance(20_000, 100, () => false)
}

/** What a node did while its engine was away. */
export interface Outage {
  /** The sessions that it had before, and those of them that are live at the end. */
  readonly before: ReadonlyArray<string>
  readonly after: ReadonlyArray<string>
  /** The turns of each user that were answered meanwhile. */
  readonly answered: ReadonlyArray<number>
}

/** Runs a node whose engine is away for a while, with users who go on talking. */
export const runOutage = async (seed: number, size: number, ms: number): Promise<World & Outage> => {
  fakeClock()
  try {
    const random = makeRandom(seed)
    const shared: Shared = { store: new MemoryStore(), service: makeService(random), isAway: () => false }
    const node = await Effect.runPromise(SimulatedNode.start("n0", shared))
    const nodes = [node]
    const users = Array.from({ length: size }, (_, n) => new User(`u${n}`, () => nodes, random, ms / 300))
    const left = living(users, random, 100)
    const live = () => [...node.node.context.sessions.values()].flatMap((each) => (each.isOver ? [] : [each.claim.sid]))
    const turns = () => users.map(({ answered }) => answered.length)
    await advance(10_000, 5, () => turns().every((count) => count > 0))
    const [before, earlier] = [live(), turns()]
    shared.isAway = () => true
    await advance(ms, 5, () => false)
    const after = live()
    const answered = turns().map((count, n) => count - (earlier[n] ?? 0))
    shared.isAway = () => false
    await advance(300_000, 5, left.isNone)
    await toRest(nodes)
    return { shared, nodes, users, stuck: left.why(), before, after, answered }
  } finally {
    vi.useRealTimers()
  }
}

interface Happening {
  readonly add: () => Effect.Effect<void>
  readonly nodes: ReadonlyArray<SimulatedNode>
  readonly random: Random
  readonly shared: Shared
  readonly trouble: Trouble
  readonly users: ReadonlyArray<User>
}

/** More nodes than that do not start in a world. */
const maxNodes = 12

/** Waits, and lets something go wrong. */
const mishap = ({ add, nodes, random, shared, trouble, users }: Happening): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* Effect.sleep(random.between(20, 400))
    users[random.between(0, users.length - 1)]?.drop()
    if (random.chance(0.7)) return
    const node = nodes.find(({ isReachable }) => isReachable)
    if (node === undefined) return
    if (random.chance(0.3)) {
      if (nodes.length >= maxNodes) return
      yield* add()
      return yield* Effect.asVoid(Effect.forkDetach(node.node.drain))
    }
    switch (trouble) {
      case "kills":
        if (nodes.length >= maxNodes) return
        yield* add()
        return node.kill()
      case "freezes":
        node.freeze()
        return yield* Effect.asVoid(
          Effect.forkDetach(
            Effect.delay(
              Effect.sync(() => node.thaw()),
              random.between(100, 6_000)
            )
          )
        )
      case "outages":
        shared.isAway = () => true
        yield* Effect.sleep(random.between(100, 5_000))
        // It comes back with a call that fails now and then.
        shared.isAway = () => random.chance(0.05)
        return
      case "service":
        for (const session of shared.service.sessions) if (random.chance(0.05)) session.fail(1012)
    }
  })
