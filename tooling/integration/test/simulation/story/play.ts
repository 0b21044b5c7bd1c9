/** Plays a script: a user, a session, a wire, a server and their faults, as plain functions over a clock of their own. */
import { SessionMachine } from "@antiphon/session"
import type { SessionRequest } from "@antiphon/core/shapes"
import { type Holder, makeHolder } from "../client/Holder.ts"
import { makeUser, restful, withoutTurns } from "../client/User.ts"
import { makeEar } from "../device/Speaker.ts"
import { makeSoundParts, type Parts } from "../Parts.ts"
import { configuration, type Plan } from "../script/Plan.ts"
import type { Mishap, Script } from "../script/Script.ts"
import type { Book } from "./Book.ts"
import { makeWorld } from "../world/World.ts"
import { valuesOf } from "./memory.ts"
import type { Story } from "./Story.ts"
import { waitsOf } from "./waits.ts"

/** How long a silent user is waited for. */
const idleMs = 12_000
/** How long everything that was begun is given to come to rest. */
const restMs = 150_000
/** How long a frame may be under way, and a speaker may take to stop, when everything is closed. */
const closingMs = 3000
/** How often another connection is taken before everything rests. */
const mostReturns = 8

/** The configuration after which no silent user is answered, or `undefined` if none is. The client may not know its server's. */
const restfulOf = (plan: Plan, holder: Holder): SessionRequest | undefined =>
  restful(plan, holder.client()?.machine().session) ??
  (holder.link()?.server.isIdling() === true ? withoutTurns(plan) : undefined)

/** The memory of every eighth story is weighed. */
const weighedEvery = 8

const weigh = (machine: SessionMachine.MachineState, { entries }: Book): Story["memory"] => {
  const frames = entries.Delivered.flatMap(({ decoded }) => (decoded._tag === "Malformed" ? [] : [decoded.event]))
  return { kept: valuesOf(machine), given: frames.reduce((sum, frame) => sum + valuesOf(frame), 0) }
}

const soundParts = makeSoundParts(SessionMachine.step)

export interface Played {
  readonly story: Story
  /** What befell the connections. */
  readonly mishaps: ReadonlyArray<Mishap>
}

/** The story of a script, with these parts in place of the sound ones. */
export const play = (script: Script, broken: Partial<Parts> = {}): Played => {
  const { acts, plan } = script
  const world = makeWorld(script, { ...soundParts, ...broken })
  const { book, clock } = world
  const mishaps: Array<Mishap> = []
  const ear = makeEar(clock, plan)
  const holder = makeHolder(world, ear, (mishap) => mishaps.push(mishap))
  const user = makeUser(world, holder)
  let rested = false
  try {
    clock.after(1, () => holder.whenOpened(() => clock.after(0, () => user.configure(configuration(plan)))))
    for (const act of acts) clock.after(act.at + 2, () => user.act(act))
    clock.runUntil((acts.at(-1)?.at ?? 0) + 3)
    world.calm = true
    const calmed = holder.link()
    if (calmed !== undefined) calmed.fate.calm = true
    clock.runUntil(clock.now() + idleMs)
    for (let n = 0; n < mostReturns && !rested; n++) {
      const request = restfulOf(plan, holder)
      if (request !== undefined) user.configure(request)
      clock.runUntil(clock.now() + restMs)
      const mine = holder.client()
      const fate = holder.link()?.fate
      if (fate !== undefined && (fate.isHalfOpen || fate.isLimited) && fate.ended === undefined) holder.goOn()
      else rested = mine !== undefined && fate?.ended === undefined && restfulOf(plan, holder) === undefined
    }
    if (!rested) book.defects.push("there is no rest")
  } catch (error) {
    book.defects.push(error)
  }
  const machine = holder.client()?.machine()
  const server = holder.link()?.server
  const atRest = {
    state: rested ? machine?.session : undefined,
    known: rested ? server?.items() : undefined,
    waits: rested && machine !== undefined ? [...waitsOf(machine), ...(server?.waits() ?? [])] : [],
    memory: machine === undefined || script.seed % weighedEvery !== 0 ? undefined : weigh(machine, book)
  }
  try {
    holder.end()
    clock.runUntil(clock.now() + closingMs)
  } catch (error) {
    book.defects.push(error)
  }
  const heard = [...ear.heard(), ...holder.links().flatMap(({ track }) => track?.heard() ?? [])]
  const story: Story = {
    ...book,
    ...atRest,
    script,
    plan,
    heard: plan.audio === "tracks" ? heard.toSorted((a, b) => a.at - b.at) : heard,
    firstOf: world.names.firstOf,
    left: clock.pending()
  }
  return { story, mishaps }
}
