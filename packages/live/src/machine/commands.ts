/** Sends the commands of the caller, or says why the server would refuse them. */
import * as Result from "effect/Result"
import type * as Live from "@antiphon/core/live"
import { InvalidCommand } from "../LiveError.ts"
import type { LiveCommand } from "./Message.ts"
import { expect } from "./pending.ts"
import type { LiveState } from "./State.ts"
import type { LiveStep } from "./Step.ts"

/** The commands that may wait at once. */
const maxPending = 256
/** The longest fixture that the server plays. */
const maxFixtureMs = 30_000

/** Sends a command and waits for its answer. */
export const command = (state: LiveState, id: string, given: LiveCommand, now: number): LiveStep => {
  const why = unfit(state, given)
  if (why !== undefined) {
    const result = Result.fail(new InvalidCommand({ message: why }))
    return { state, outputs: [{ _tag: "Settle", id, result }] }
  }
  const waitMs = state.settings.commandMs + (given._tag === "PlayFixture" ? given.ms : 0)
  const sent = expect(state, id, { command: given._tag, answeredBy: answerOf(given), deadline: now + waitMs, waitMs })
  return { state: sent.state, outputs: [{ _tag: "Send", event: eventOf(id, given) }, ...sent.outputs] }
}

const unfit = (state: LiveState, given: LiveCommand): string | undefined => {
  if (state.phase === "starting") return "The session has not started. Wait for it."
  if (state.phase !== "open") return "The session is closed or closing. Open another one."
  if (state.pending.size >= maxPending) return `${maxPending} commands wait for answers. Wait for some of them.`
  switch (given._tag) {
    case "Append":
      if (given.content === "") return "The text is empty. Give some words."
      return given.delegationId !== null && state.session?.delegation?.type === "responses"
        ? "A Responses model does the delegated work. Leave out the delegation id."
        : undefined
    case "PlayFixture":
      return given.ms > maxFixtureMs ? "A fixture plays at most 30 s. Split it." : undefined
    default:
      return undefined
  }
}

const answerOf = (given: LiveCommand): Live.ServerEvent["type"] => {
  switch (given._tag) {
    case "Append":
      return `session.${given.kind}.appended`
    case "Mute":
      return "session.input_audio.muted"
    case "Unmute":
      return "session.input_audio.unmuted"
    case "PlayFixture":
      return "session.output_audio.fixture.played"
    case "Update":
      return "session.updated"
  }
}

const eventOf = (event_id: string, given: LiveCommand): Live.ClientEvent => {
  switch (given._tag) {
    case "Append": {
      const { content, delegationId: delegation_id } = given
      return { type: `session.${given.kind}.append`, event_id, content, delegation_id }
    }
    case "Mute":
      return { type: "session.input_audio.mute", event_id }
    case "Unmute":
      return { type: "session.input_audio.unmute", event_id }
    case "PlayFixture":
      return { type: "session.output_audio.fixture.play", event_id, audio: given.audio }
    case "Update":
      return { type: "session.update", event_id, session: given.session }
  }
}
