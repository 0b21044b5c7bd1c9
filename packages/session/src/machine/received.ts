/** Takes the events of the server. Each may change the state, call for more, and answer a command. */
import { remember } from "@antiphon/audio"
import type { Decoded, ServerEvent, UnknownEvent } from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import { isBenign, Refused } from "../SessionError.ts"
import { namesIn, refusalIn } from "../state/malformed.ts"
import { bounded, notice, repeated } from "../state/notices.ts"
import { noticeIssues, receive, reduce } from "../state/reduce.ts"
import { hasEnded } from "../state/responses.ts"
import type { SessionState } from "../state/SessionState.ts"
import { inputFormat, responseFormat } from "../state/settings.ts"
import { failed, succeeded } from "./answered.ts"
import * as Answers from "./answers.ts"
import { blame } from "./blame.ts"
import * as Consequences from "./consequences.ts"
import * as Doubt from "./doubt.ts"
import type { Draft } from "./Draft.ts"
import * as InputAudio from "./inputAudio.ts"
import * as Interruption from "./interruption.ts"
import { described, endsOpening } from "./opening.ts"
import * as Playback from "./playback.ts"
import { renew, renewedBy, responseIn } from "./renewal.ts"
import { isEcho } from "./replay.ts"
import { withoutKey } from "./requestKey.ts"
import * as Requests from "./requests.ts"
import { keep } from "./retainedAudio.ts"
import type { LinkState } from "./State.ts"

/** Events before the greeting that an error of the opening names. */
const mostBefore = 3

/** Takes one frame. Every frame proves that the server lives, also one that cannot be read. Nothing counts without a connection. */
export const received = (draft: Draft, decoded: Decoded<ServerEvent>): void => {
  if (draft.link.id === "") return
  Doubt.cleared(draft)
  if (failsOpening(draft, decoded)) return
  if (decoded._tag === "Malformed") return malformed(draft, decoded)
  const { event } = decoded
  if (event.type === "error" && "error" in event) return refused(draft, event.error, event)
  const { isRepeat, repeats } = remember(draft.link.repeats, event)
  draft.updateLink({ repeats })
  // Pieces and beginnings count once. What else comes twice changes nothing, and may be the answer to a second command.
  if (isRepeat && ("delta" in event || renewedBy(draft, event) !== undefined)) {
    return draft.change((session) => notice(session, repeated(event.type)))
  }
  draft.change((session) => noticeIssues(session, decoded))
  known(draft, event)
}

/**
 * Takes an event that was understood. The state comes first, then what follows from it, then the sound, then the command that
 * it answers. The readers of events come last, so that they find all of that done. They do not see events of unwanted
 * responses, nor the echo of a replay.
 */
const known = (draft: Draft, event: ServerEvent | UnknownEvent): void => {
  const seen = withoutKey(event)
  const renewed = renewedBy(draft, event)
  if (renewed !== undefined) renew(draft, renewed)
  const again = event.type === "response.done" && hasEnded(draft.session, event.response.id)
  const before = draft.session
  draft.change((session) => reduce(session, seen))
  enter(draft, seen)
  const responseId = responseOf(draft.session, seen)
  const wasUnwanted = isUnwanted(draft, responseId)
  if (!again) Consequences.of(draft, event, before)
  const unwanted = isUnwanted(draft, responseId)
  // What is said out of band is no item of the conversation, and cannot be truncated.
  if (responseId === undefined || !Consequences.isAside(draft.session, responseId)) {
    const isAudible = responseId !== undefined && !draft.link.muted.has(responseId) && !unwanted
    Playback.receive(draft, seen, isAudible, () => responseFormat(draft.session, responseId ?? ""))
  }
  const wasEcho = isEcho(draft, seen)
  const answered = Answers.offer(draft, seen)
  if (answered !== undefined) succeeded(draft, answered.waiting, answered.answer)
  if (!wasUnwanted && !unwanted && !wasEcho && !isEcho(draft, seen)) draft.output({ _tag: "Publish", event: seen })
}

/** Whether the response was withdrawn before it ended. */
const isUnwanted = ({ link }: Draft, responseId: string | undefined): boolean =>
  responseId !== undefined && link.unwanted.has(responseId)

/** Whether the opening has failed with what came. Everything that comes before the greeting is remembered for the error. */
const failsOpening = (draft: Draft, decoded: Decoded<ServerEvent>): boolean => {
  const { link } = draft
  if (link.before === undefined) return false
  const why = endsOpening(decoded)
  if (why !== undefined) {
    const greeting = [...link.waiting.values()].find(({ awaits }) => awaits._tag === "Greeting")
    if (greeting !== undefined) {
      Answers.take(draft, greeting.eventId)
      failed(draft, greeting, why)
    }
  }
  if (decoded._tag !== "Malformed" && decoded.event.type === "session.created") draft.updateLink({ before: undefined })
  else if (link.before.length < mostBefore) draft.updateLink({ before: [...link.before, described(decoded)] })
  return why !== undefined
}

/** Takes a frame that is no event. An error of the wrong shape is still a refusal, and the end of a response still an end. */
const malformed = (draft: Draft, decoded: Extract<Decoded<ServerEvent>, { readonly _tag: "Malformed" }>): void => {
  const refusal = refusalIn(decoded.error)
  if (refusal !== undefined) return refused(draft, refusal, undefined)
  draft.change((session) => receive(session, decoded))
  if (decoded.error.type === "response.done") {
    Consequences.responseEnded(draft, namesIn(decoded.error).responseId, undefined)
  }
}

/** The server refused something. `event` is given to the readers unless a caller waits for it. */
const refused = (draft: Draft, said: ErrorDetail, event: ServerEvent | undefined): void => {
  const { link } = draft
  const open = [...Answers.open(draft), ...Requests.open(link), ...Interruption.open(link)]
  const error = isOfTurn(link, said) ? said : blame(said, open, link.arbiter.ended)
  const eventId = error.event_id ?? ""
  Interruption.refused(draft, eventId)
  const waiting = Answers.take(draft, eventId)
  if (waiting !== undefined) failed(draft, waiting, new Refused({ error }))
  const waitedFor = waiting !== undefined || Requests.refuse(draft, error)
  // The server wanted to answer a turn by itself and found another response under way. It owes that turn nothing any more.
  if (!waitedFor && eventId === "" && error.code === hasActive) Requests.take(draft, { _tag: "TurnDropped" })
  // What a provider cannot do at all is no race. The user learns of it, also of what the session sent by itself.
  if (/^(quiet|replay|probe)_/.test(eventId) && error.code !== "unsupported_by_provider") return
  if (isBenign(error) && !draft.link.arbiter.presumed.includes(eventId)) return
  draft.change((session) => notice(session, { _tag: "Refused", error: bounded(said) }))
  if (!waitedFor && event !== undefined) draft.output({ _tag: "Publish", event })
}

const hasActive = "conversation_already_has_active_response"

/**
 * Whether the server wanted to answer a turn and could not. It says so as soon as it has committed the turn, so no refusal of a
 * request comes in between.
 */
const isOfTurn = ({ arbiter }: LinkState, { code, event_id: id }: ErrorDetail): boolean =>
  code === hasActive && (id ?? "") === "" && arbiter.owed !== "nothing"

/** What the books say of an event. */
const enter = (draft: Draft, event: ServerEvent | UnknownEvent): void => {
  const { link } = draft
  switch (event.type) {
    case "conversation.item.truncated":
    case "conversation.item.deleted":
      return Interruption.done(draft, event.item_id)
    case "input_audio_buffer.cleared":
      return draft.updateLink({ input: InputAudio.cleared(link.input) })
    case "input_audio_buffer.committed": {
      const { chunks, input } = InputAudio.committed(link.input, draft.session.turns.get(event.item_id))
      draft.updateLink({ input })
      const audio = { format: inputFormat(draft.session.session).type, chunks }
      return draft.update({ retained: keep(draft.state.retained, draft.state.options.keptMs, event.item_id, audio) })
    }
  }
}

/** The response that an event is part of. Announcements of items do not name it, so it is looked up by the item. */
const responseOf = (state: SessionState, event: ServerEvent | UnknownEvent): string | undefined => {
  if (event.type !== "conversation.item.added" && event.type !== "conversation.item.done") return responseIn(event)
  return event.item.id === undefined ? undefined : state.items.get(event.item.id)?.responseId
}
