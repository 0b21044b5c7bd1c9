/**
 * Keeps a conversation on a connection. It dials, and waits and dials again after a loss. It moves before the server ends its
 * session, and it gives up. A reconnect is a new session for the server (protocol section 0).
 */
import { isTransient, TransportError } from "@antiphon/core"
import { Disconnected, type SessionError, transportErrorOf } from "../SessionError.ts"
import { expiresAt } from "../state/selectors.ts"
import * as Connection from "./connection.ts"
import type { Draft } from "./Draft.ts"
import { connectMs, dialled, dialTimer, giveUpDials, hangUp, move, ownDial, redialTimer, update } from "./dials.ts"
import * as Hints from "./hints.ts"
import * as Retries from "./retries.ts"
import * as Rollover from "./rollover.ts"
import type { Arrived, Phase } from "./Supervision.ts"

type Held = Extract<Phase, { readonly _tag: "Held" }>

/** How old a connection is whose loss counts as the first. */
const steadyMs = 10_000

const closed = (reason: string): TransportError => TransportError.closed({ code: 1000, reason, by: "local" })

/** The session begins. `id` is settled once its first connection carries the conversation, or fails with what was wrong. */
export const start = (draft: Draft, id: string): void => {
  if (draft.state.supervision !== undefined || draft.state.ended !== undefined) {
    const error = draft.state.ended ?? closed("the session has begun already")
    return draft.fail(id, "connect", new Disconnected({ error }))
  }
  const dial = dialled(draft)
  draft.update({
    supervision: {
      phase: { _tag: "Dialling", dial },
      starting: id,
      closing: undefined,
      hasMoved: false,
      retries: Retries.noRetries,
      hints: Hints.noHints
    }
  })
}

/** A connection is open. For a planned move it waits for a calm moment. One that comes too late is hung up. */
export const arrived = (draft: Draft, to: Arrived): void => {
  const phase = draft.state.supervision?.phase
  if (phase?._tag === "Dialling" && phase.dial === to.dial) {
    draft.clearTimer(dialTimer)
    return open(draft, to)
  }
  if (phase?._tag === "Held" && phase.move._tag === "Dialling" && phase.move.dial === to.dial) {
    draft.clearTimer(dialTimer)
    move(draft, { _tag: "Arrived", to })
    return Rollover.isOverdue(draft, phase) ? moveNow(draft, to) : undefined
  }
  // Nothing waits for it any more.
  hangUp(draft, to.dial)
}

/** A connection could not be opened. A dial that was given up before changes nothing. */
export const unreachable = (draft: Draft, dial: string, error: TransportError): void => {
  const phase = draft.state.supervision?.phase
  const dialling = phase?._tag === "Held" ? phase.move : phase
  if (dialling?._tag !== "Dialling" || dialling.dial !== dial) return
  draft.clearTimer(dialTimer)
  again(draft, error)
}

/** Dials once more after a while. Gives up if the error will not pass, or if the session never had a connection. */
const again = (draft: Draft, error: TransportError): void => {
  const { supervision } = draft.state
  if (supervision === undefined) return
  if (supervision.starting !== undefined || !isTransient(error)) return giveUp(draft, error)
  const retries = Retries.another(supervision.retries, draft.elapsed)
  update(draft, { retries })
  const waiting = { _tag: "Waiting", error } as const
  if (supervision.phase._tag === "Held") move(draft, waiting)
  else update(draft, { phase: waiting })
  const { asksWaits, patienceMs } = draft.state.options
  if (asksWaits) return draft.output({ _tag: "AskWait", tries: retries.tries })
  waits(draft, Retries.waitOf(retries, { elapsed: draft.elapsed, patienceMs, seed: draft.id("wait") }))
}

/** How long to wait before the next dial, in ms, or `undefined` if there is none. */
export const waits = (draft: Draft, ms: number | undefined): void => {
  const phase = draft.state.supervision?.phase
  const waiting = phase?._tag === "Held" ? phase.move : phase
  if (waiting?._tag !== "Waiting") return
  if (ms === undefined) return giveUp(draft, waiting.error)
  draft.setTimer(redialTimer, ms)
}

/** There will be no other connection. A session that has one stays on it until that ends. */
const giveUp = (draft: Draft, error: TransportError): void => {
  const { supervision } = draft.state
  if (supervision?.phase._tag === "Held") return move(draft, { _tag: "Stays" })
  if (supervision?.starting !== undefined) {
    draft.fail(supervision.starting, "connect", new Disconnected({ error }))
    update(draft, { starting: undefined })
  }
  end(draft, error)
}

/** The session is over. What was dialled is hung up. */
export const end = (draft: Draft, error: TransportError): void => {
  const { supervision } = draft.state
  if (supervision !== undefined) {
    const { closing, phase, starting } = supervision
    giveUpDials(draft)
    hangUp(draft, ownDial(phase))
    draft.update({ supervision: undefined })
    if (starting !== undefined) draft.fail(starting, "connect", new Disconnected({ error }))
    if (closing !== undefined) draft.settle(closing, { _tag: "Done" })
  }
  Connection.end(draft, error)
}

/** Puts the conversation on a connection. */
const open = (draft: Draft, to: Arrived): void => {
  const { supervision } = draft.state
  if (supervision === undefined) return
  const opening = draft.ownId("opening")
  update(draft, { phase: { _tag: "Opening", dial: to.dial, opening, since: draft.elapsed } })
  draft.output({ _tag: "Attach", dial: to.dial })
  const { doubtsSilence, trackRate } = to
  const resuming = supervision.starting === undefined ? ({ _tag: "Left" } as const) : undefined
  Connection.opened(draft, { id: opening, trackRate, doubtsSilence, resuming })
}

/** The conversation leaves its connection. It goes on over `to`, or over one that is dialled next. */
const leave = (draft: Draft, held: Held | undefined, why: TransportError, to?: Arrived): void => {
  const { supervision } = draft.state
  if (supervision === undefined) return
  const isSteady = !supervision.hasMoved || (held !== undefined && draft.elapsed - held.since >= steadyMs)
  const leaving = draft.ownId("leaving")
  update(draft, {
    hasMoved: true,
    phase: { _tag: "Leaving", dial: held?.dial, leaving, why, to, isSteady }
  })
  Connection.leave(draft, leaving, why)
}

/**
 * The caller wants another connection now, e.g. because the network has changed. The conversation leaves the one that it is on,
 * and a wait before the next dial ends. A dial that is under way goes on.
 */
export const reconnect = (draft: Draft): void => {
  const { supervision } = draft.state
  if (supervision === undefined || supervision.closing !== undefined) return
  const { phase } = supervision
  if (phase._tag === "Leaving") return update(draft, { phase: { ...phase, isSteady: true } })
  if (phase._tag === "Waiting") {
    draft.clearTimer(redialTimer)
    return update(draft, { phase: { _tag: "Dialling", dial: dialled(draft) } })
  }
  if (phase._tag !== "Held") return
  if (phase.move._tag === "Arrived") return moveNow(draft, phase.move.to)
  giveUpDials(draft)
  const why = TransportError.dead({ detail: "another connection was requested" })
  leave(draft, { ...phase, move: { _tag: "Stays" } }, why)
  // Then it dials at once, however young the connection was.
  reconnect(draft)
}

/** The conversation has left its connection, and what was heard is known. After the loss of a young one, the next dial waits. */
const left = (draft: Draft, phase: Extract<Phase, { readonly _tag: "Leaving" }>): void => {
  const { dial, isSteady, to, why } = phase
  hangUp(draft, dial)
  update(draft, { phase: { ...phase, dial: undefined } })
  if (draft.state.supervision?.closing !== undefined) return end(draft, why)
  if (isSteady) update(draft, { retries: Retries.noRetries })
  if (to !== undefined) return open(draft, to)
  if (!isSteady) return again(draft, why)
  update(draft, { phase: { _tag: "Dialling", dial: dialled(draft) } })
}

/** Leaves the connection for one that is open already. */
const moveNow = (draft: Draft, to: Arrived): void => {
  const { supervision } = draft.state
  if (supervision?.phase._tag !== "Held") return
  const { phase } = supervision
  update(draft, { hints: Hints.moved(supervision.hints, phase.life) })
  leave(draft, phase, closed("the conversation moved to another connection"), to)
}

/** The caller closes the session. `id` is settled once it is known what was heard. */
export const close = (draft: Draft, id: string, error: TransportError): void => {
  const { supervision } = draft.state
  if (supervision === undefined || supervision.closing !== undefined) {
    if (draft.state.ended === undefined) Connection.end(draft, error)
    return draft.settle(id, { _tag: "Done" })
  }
  giveUpDials(draft)
  const leaving = draft.ownId("leaving")
  const dial = ownDial(supervision.phase)
  update(draft, { closing: id, phase: { _tag: "Leaving", dial, leaving, why: error, to: undefined, isSteady: true } })
  Connection.leave(draft, leaving, error)
}

/** A timer ran. Timers of other concerns change nothing here. */
export const timerRan = (draft: Draft, timer: string): void => {
  const { supervision } = draft.state
  const phase = supervision?.phase
  if (supervision === undefined || phase === undefined) return
  if (timer === dialTimer) {
    const dialling = phase._tag === "Held" ? phase.move : phase
    if (dialling._tag !== "Dialling") return
    hangUp(draft, dialling.dial)
    return unreachable(draft, dialling.dial, TransportError.timeout({ phase: "connect", afterMs: connectMs }))
  }
  if (timer === redialTimer) {
    if (phase._tag === "Waiting") return update(draft, { phase: { _tag: "Dialling", dial: dialled(draft) } })
    if (phase._tag === "Held" && phase.move._tag === "Waiting") move(draft, { _tag: "Dialling", dial: dialled(draft) })
    return
  }
  if (phase._tag !== "Held") return
  if (timer === Rollover.ageTimer) {
    update(draft, { hints: Hints.alive(supervision.hints, phase.life, draft.elapsed - phase.since) })
    move(draft, Rollover.aged(draft, phase))
    return Rollover.isOverdue(draft, phase) ? go(draft) : undefined
  }
  if (Rollover.isCalm(draft)) go(draft)
}

/** The moment has come to dial, or to move to what was dialled. */
const go = (draft: Draft): void => {
  const phase = draft.state.supervision?.phase
  if (phase?._tag !== "Held") return
  if (phase.move._tag === "Arrived") return moveNow(draft, phase.move.to)
  if (phase.move._tag !== "Looking") return
  update(draft, { retries: Retries.noRetries })
  move(draft, { _tag: "Dialling", dial: dialled(draft) })
}

/** What the step has done to the connection, and whether the moment has become calm. Called at the end of each step. */
export const follow = (draft: Draft): void => {
  if (draft.unlinked !== undefined) lost(draft, draft.unlinked)
  for (let done = draft.own.shift(); done !== undefined; done = draft.own.shift()) {
    const phase = draft.state.supervision?.phase
    if (phase?._tag === "Leaving" && phase.leaving === done.id) left(draft, phase)
    if (phase?._tag === "Opening" && phase.opening === done.id) opened(draft, phase, done.error)
  }
  const phase = draft.state.supervision?.phase
  const moving = phase?._tag === "Held" ? phase.move : undefined
  if (moving?._tag === "Looking" || moving?._tag === "Arrived") Rollover.look(draft)
}

/** Commands may pass, or the opening failed. */
const opened = (
  draft: Draft,
  { dial, since }: Extract<Phase, { readonly _tag: "Opening" }>,
  error: SessionError | undefined
): void => {
  const { supervision } = draft.state
  if (supervision === undefined) return
  if (error !== undefined) {
    hangUp(draft, dial)
    const why = transportErrorOf(error)
    Connection.lost(draft, why)
    if (supervision.starting === undefined) return again(draft, why)
    draft.fail(supervision.starting, error.command, error.reason)
    update(draft, { starting: undefined })
    return end(draft, why)
  }
  const life = Hints.lifeOf(supervision.hints, expiresAt(draft.session), draft.now)
  const held = { _tag: "Held", dial, since, life, move: { _tag: "Early" } } as const
  if (supervision.starting !== undefined) draft.settle(supervision.starting, { _tag: "Done" })
  update(draft, { phase: held, starting: undefined })
  Rollover.begin(draft, held)
}

/** The connection ended while the conversation was on it. The session ends if the error will not pass. */
const lost = (draft: Draft, error: TransportError): void => {
  const { supervision } = draft.state
  if (supervision?.phase._tag !== "Held") return
  const { phase } = supervision
  const { reason } = error
  if (reason._tag === "Closed" && reason.by === "remote") {
    update(draft, { hints: Hints.lost(supervision.hints, phase.life, draft.elapsed - phase.since) })
  }
  giveUpDials(draft)
  if (!isTransient(error)) return end(draft, error)
  leave(draft, { ...phase, move: { _tag: "Stays" } }, error)
}
