/** Plays the story of a seed under the test clock, with a user, a session, a wire, a server and their faults. */
import type { SessionState } from "@antiphon/session"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Random from "effect/Random"
import { byHand, type Holding, reconnecting } from "./Holding.ts"
import { numbers } from "./Numbers.ts"
import { type Oddity, played } from "./Oddities.ts"
import { onWall } from "./Clocks.ts"
import { confession, toolNames } from "./model.ts"
import { type Parts, soundParts } from "./Parts.ts"
import { configuration } from "./Plan.ts"
import { makeStage, type Stage } from "./Stage.ts"
import type { Story } from "./Story.ts"
import { inItsOwnTime } from "./Time.ts"
import { deadlineMs, makeUser } from "./User.ts"

/** How long everything that was begun is given to come to rest. */
const restMs = 150_000
/** How long a frame may be under way when everything is closed. */
const wireMs = 200
/** How often the model is asked what it knows, and how long it may take. A rate limit may refuse the question. */
const mostConfessions = 20
const confessionTime = "5 seconds"
/** How often another connection is taken before everything rests. */
const mostReturns = 8

/** Lets the user do that number of things. Returns the session that the user has in the end. */
const act = Effect.fnUntraced(function* (stage: Stage): Effect.fn.Return<Holding | undefined> {
  const { plan } = stage
  const user = makeUser(stage.numbers, plan)
  let held = yield* plan.lasts ? reconnecting(stage) : byHand(stage, undefined)
  if (held === undefined) return undefined
  const tools = toolNames.map((name) => ({ type: "function", name }) as const)
  const asked = held.session.configure(configuration(plan, tools))
  yield* stage.begin(held.connected().link, "configure", deadlineMs(plan), asked)
  for (let step = 0; step < plan.steps; step++) {
    yield* user.pause
    if (held.isLost()) held = yield* held.goOn
    if (held === undefined) return undefined
    const connected = held.connected()
    yield* user.act({
      session: held.session,
      connected,
      begin: (name, limitMs, command) => stage.begin(connected.link, name, limitMs, command),
      takeBack: stage.takeBack,
      note: (text) => stage.tell({ _tag: "Note", text }),
      leave: held.leave
    })
  }
  return held
})

/** Stops all faults and lets everything that was begun end. It takes another connection if this one is of no use. */
const rest = Effect.fnUntraced(function* (stage: Stage, last: Holding): Effect.fn.Return<Holding | undefined> {
  let held: Holding | undefined = last
  stage.calm = true
  last.connected().link.calm = true
  yield* Effect.sleep(restMs)
  for (let n = 0; n < mostReturns && held !== undefined; n++) {
    const { link } = held.connected()
    if (!held.isLost() && !link.isHalfOpen && !link.isLimited) return held
    held = yield* held.goOn
    yield* Effect.sleep(restMs)
  }
  stage.defects.push("there is no rest")
  return undefined
})

const tale = Effect.fnUntraced(function* (stage: Stage): Effect.fn.Return<SessionState | undefined> {
  const acted = yield* act(stage)
  const held = acted === undefined ? undefined : yield* rest(stage, acted)
  if (held === undefined) return undefined
  for (let n = 0; stage.model.known() === undefined && n < mostConfessions; n++) {
    const asked = held.session.createResponse({
      conversation: "none",
      output_modalities: ["text"],
      instructions: confession
    })
    const answered = Effect.flatMap(asked, held.session.responseEnd)
    yield* Effect.ignore(Effect.timeoutOption(answered, confessionTime))
  }
  return yield* held.session.state
})

/** The story of this seed, with these parts in place of the sound ones. */
export const play = async (
  seed: number,
  broken: Partial<Parts> = {},
  oddities: ReadonlySet<Oddity> = played
): Promise<Story> => {
  let stage: Stage | undefined
  const telling = makeStage(seed, { ...soundParts, ...broken }, oddities).pipe(
    Effect.tap((made) => Effect.sync(() => (stage = made))),
    // The user and the session live by the clock of their device.
    Effect.flatMap((made) => Effect.provideService(tale(made), Clock.Clock, onWall(made.clock, made.plan.deviceWall))),
    Effect.scoped,
    Random.withSeed(`${seed}`)
  )
  const earliness = numbers(seed + 0xea21)
  const early = (): number => (stage?.plan.early === true ? earliness.next() : 0)
  const { exit, left } = await inItsOwnTime(telling, wireMs, early)
  if (stage === undefined) throw new Error(`seed ${seed} could not begin`, { cause: exit })
  const { commands, defects, ear, links, model, names, plan, regressions, runs, toldErrors, trace } = stage
  return {
    seed,
    plan,
    trace,
    commands,
    heard: ear.heard(),
    answers: model.answers,
    links,
    runs,
    firstOf: names.firstOf,
    regressions,
    toldErrors,
    state: Exit.isSuccess(exit) ? exit.value : undefined,
    known: model.known(),
    left,
    defects: Exit.isSuccess(exit) ? defects : [...defects, Cause.squash(exit.cause)]
  }
}
