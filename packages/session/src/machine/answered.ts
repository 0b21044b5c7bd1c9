/** What goes on once a command has its answer, or will have none. */
import { NoAnswer, type SessionErrorReason } from "../SessionError.ts"
import { take } from "./answers.ts"
import * as Doubt from "./doubt.ts"
import type { Draft } from "./Draft.ts"
import { greeted, ready } from "./greeting.ts"
import * as InputAudio from "./inputAudio.ts"
import type { Answer } from "./Message.ts"
import * as Replay from "./replay.ts"
import { ask } from "./requests.ts"
import type { Waiting } from "./State.ts"
import * as Tools from "./tools.ts"

/** The server answered. Tools that were configured are kept, because the server does not repeat their credentials. */
export const succeeded = (draft: Draft, { awaits, then }: Waiting, answer: Answer): void => {
  if (awaits._tag === "Configured" && awaits.request.type === "realtime" && awaits.request.tools != null) {
    draft.update({ tools: awaits.request.tools })
  }
  switch (then._tag) {
    case "Caller":
      return draft.settle(then.id, answer)
    case "Text":
      return ask(draft, {}, { id: then.id, itemId: itemIdOf(answer) })
    case "Greeted":
      return greeted(draft, then.id)
    case "ToolOutput":
      return Tools.added(draft, then.batch, then.callId)
    case "ReplayConfigured":
      Replay.sendItems(draft)
      return ready(draft)
    case "Replayed":
      Replay.itemAnswered(draft, then.itemId, itemIdOf(answer))
      return ready(draft)
    case "Nothing":
      return
  }
}

/** The id as the server has it. Empty if the answer is no item. */
const itemIdOf = (answer: Answer): string => (answer._tag === "Item" ? (answer.item.id ?? "") : "")

/**
 * There will be no answer. A configuration or an item of a replay that the server refused is passed over. Any other failure
 * of a replay fails the whole.
 */
export const failed = (draft: Draft, { awaits, command, then }: Waiting, reason: SessionErrorReason): void => {
  const { link } = draft
  if (awaits._tag === "Committed") {
    draft.updateLink({ input: InputAudio.uncommitted(link.input) })
  }
  switch (then._tag) {
    case "Caller":
    case "Text":
      return draft.fail(then.id, command, reason)
    case "Greeted": {
      const came = link.before
      return draft.fail(
        then.id,
        command,
        reason._tag === "NoAnswer" && came !== undefined ? new NoAnswer({ ...reason, came }) : reason
      )
    }
    case "ToolOutput":
      return Tools.drop(draft, then.batch)
    case "ReplayConfigured":
      if (reason._tag !== "Refused") return failReplay(draft, { command, reason })
      Replay.sendItems(draft)
      return ready(draft)
    case "Replayed":
      if (reason._tag !== "Refused") return failReplay(draft, { command, reason })
      Replay.itemAnswered(draft, then.itemId, undefined)
      return ready(draft)
    case "Nothing":
      return
  }
}

/** Fails the opening of the connection that the replay went to. A replay fails once, whatever else of it has no answer. */
const failReplay = (draft: Draft, failure: Replay.Failure): void => {
  const replay = draft.link.replay
  if (failure === undefined || replay === undefined || replay.failed) return
  draft.updateLink({ replay: { ...replay, failed: true } })
  draft.clearTimer("stall")
  draft.fail(replay.id, failure.command, failure.reason)
}

/** The time for a command is over. A silent server is doubted before the caller learns of it. */
export const timedOut = (draft: Draft, eventId: string): void => {
  const waiting = take(draft, eventId)
  if (waiting === undefined) return
  Doubt.unanswered(draft, waiting.mark)
  failed(draft, waiting, new NoAnswer({ afterMs: draft.state.options.commandMs }))
}

/** Nothing came of a replay for a while. */
export const stalled = (draft: Draft): void => {
  failReplay(draft, Replay.stalled(draft))
  ready(draft)
}
