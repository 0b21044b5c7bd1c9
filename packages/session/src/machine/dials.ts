/** What the supervision does to the connections that it asks for. */
import type { Draft } from "./Draft.ts"
import type { Move, Phase, Supervision } from "./Supervision.ts"

/** How long a connection may take to open. */
export const connectMs = 30_000
/** The timer of a dial under way. There is one dial at a time. */
export const dialTimer = "dial"
/** The timer of a wait before the next dial. */
export const redialTimer = "redial"

/** Changes the supervision. Does nothing in a session of one connection. */
export const update = (draft: Draft, change: Partial<Supervision>): void => {
  const { supervision } = draft.state
  if (supervision !== undefined) draft.update({ supervision: { ...supervision, ...change } })
}

/** Changes how the planned move stands. Does nothing if the conversation is on no connection. */
export const move = (draft: Draft, to: Move): void => {
  const held = draft.state.supervision?.phase
  if (held?._tag === "Held") update(draft, { phase: { ...held, move: to } })
}

/** Asks for a connection, and returns the id of the dial. */
export const dialled = (draft: Draft): string => {
  const dial = draft.id("dial")
  draft.setTimer(dialTimer, connectMs)
  draft.output({ _tag: "Dial", dial })
  return dial
}

/** Closes what came of a dial, or gives the dial up. */
export const hangUp = (draft: Draft, dial: string | undefined): void => {
  if (dial !== undefined) draft.output({ _tag: "HangUp", dial })
}

/** Gives up every dial. Hangs up what the conversation is not on. */
export const giveUpDials = (draft: Draft): void => {
  for (const timer of [dialTimer, redialTimer]) draft.clearTimer(timer)
  const phase = draft.state.supervision?.phase
  if (phase?._tag === "Dialling") hangUp(draft, phase.dial)
  if (phase?._tag === "Leaving") hangUp(draft, phase.to?.dial)
  if (phase?._tag !== "Held") return
  if (phase.move._tag === "Dialling") hangUp(draft, phase.move.dial)
  if (phase.move._tag === "Arrived") hangUp(draft, phase.move.to.dial)
}

/** The dial of the connection that the conversation is on, or comes to, or leaves. */
export const ownDial = (phase: Phase): string | undefined =>
  "dial" in phase && phase._tag !== "Dialling" ? phase.dial : undefined
