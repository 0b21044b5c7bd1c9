/** What the protocol promises of responses, statuses, texts, calls and errors. */
import type { ErrorDetail } from "@antiphon/core/shapes"
import { conversation, isBenign } from "@antiphon/session"
import type { Story } from "../story/Story.ts"
import { entries, garbled, lastLink } from "./log.ts"

export const oneWriter = (story: Story): ReadonlyArray<string> => {
  const writing = new Map<number, string>()
  return entries(story, "Said").flatMap(({ event, link }) => {
    if (event.type === "response.done" && writing.get(link) === event.response.id) writing.delete(link)
    if (event.type !== "response.created" || event.response.conversation_id === null) return []
    const other = writing.get(link)
    writing.set(link, event.response.id)
    return other === undefined ? [] : [`${event.response.id} begins while ${other} writes`]
  })
}

export const responsesEnd = (story: Story): ReadonlyArray<string> => {
  const { state } = story
  if (state === undefined) return []
  const unreadable = garbled(story)
  // Ids that are used again do not say which response could not be read.
  const isNameless = story.plan.manners.reusesResponseIds && unreadable.size > 0
  return [
    ...[...state.responses.values()]
      .filter(({ id, status }) => status === "in_progress" && !unreadable.has(id) && !isNameless)
      .map(({ id }) => `response ${id} is still going on`),
    ...conversation(state)
      .filter(({ id, item, status }) => item !== undefined && status === "in_progress" && !unreadable.has(id))
      .map(({ id }) => `item ${id} is still being written`)
  ]
}

export const statusesForward = ({ regressions }: Story): ReadonlyArray<string> => regressions

export const transcriptsEnd = (story: Story): ReadonlyArray<string> => {
  const { state } = story
  if (state === undefined) return []
  const unreadable = garbled(story)
  const half = conversation(state).flatMap(({ arguments: json, id, parts }) =>
    [json, ...[...parts.values()].map(({ text }) => text)].some(({ status }) => status === "partial") &&
    !unreadable.has(id)
      ? [`a text of ${id} is left half`]
      : []
  )
  const link = lastLink(story)
  const untold = entries(story, "Said").flatMap((entry) => {
    if (entry.link !== link || entry.fate !== "whole") return []
    const { event } = entry
    if (!/input_audio_transcription\.(completed|failed)$/.test(event.type) || !("item_id" in event)) return []
    const item = state.items.get(`${event.item_id}`)
    const status = item?.parts.get(indexOf(event))?.text.status
    return item === undefined || item.deleted || status === "done" || status === "failed"
      ? []
      : [`the transcript of ${item.id} is ${status}, and the server ended it`]
  })
  return [...half, ...untold]
}

/** Which part of its item an event is about. */
const indexOf = (event: object): number =>
  "content_index" in event && typeof event.content_index === "number" ? event.content_index : 0

export const callsRunOnce = (story: Story): ReadonlyArray<string> => {
  const completed = new Set(
    // What the model completed is what the server said, however much of that arrived.
    entries(story, "Said").flatMap(({ event }) =>
      event.type === "response.done"
        ? (event.response.output ?? []).flatMap((item) =>
            item.type === "function_call" && item.status === "completed" ? [item.call_id] : []
          )
        : event.type === "response.output_item.done" && event.item.type === "function_call"
          ? [event.item.status === "completed" ? event.item.call_id : undefined]
          : []
    )
  )
  return [...story.runs].flatMap(([id, times]) => [
    ...(times > 1 ? [`call ${id} ran ${times} times`] : []),
    ...(completed.has(id) ? [] : [`call ${id} ran, and never was complete`])
  ])
}

/** The beginnings of event ids that the session gives to what it sends by itself. */
const ownDoing = /^(quiet|cancel)_/

/** What says that the server made a turn by itself. */
const endOfTurn = /^input_audio_buffer\.(speech_stopped|committed)$/

/** Whether a request was refused that a response to a turn was taken for, because the client could not read the end of that turn. */
const isOfHiddenTurn = (story: Story, { code, event_id: id }: ErrorDetail): boolean =>
  code === "conversation_already_has_active_response" &&
  id?.startsWith("request_") === true &&
  entries(story, "Said").some(({ event, fate }) => endOfTurn.test(event.type) && fate !== "whole")

export const benignSilent = (story: Story): ReadonlyArray<string> => [
  ...[
    ...(story.state?.notices ?? []).flatMap((notice) => (notice._tag === "Refused" ? [notice.error] : [])),
    ...story.toldErrors.flatMap((event) => (event.type === "error" ? [event.error] : []))
  ].flatMap((error) =>
    (isBenign(error) || ownDoing.test(error.event_id ?? "")) && !isOfHiddenTurn(story, error)
      ? [`a reader learns: ${error.message}`]
      : []
  ),
  // If the start of a response could not be read, the client cannot know what is in the way of the next.
  ...story.commands.flatMap(({ name, outcome }) =>
    outcome?._tag === "Failed" &&
    outcome.error.reason._tag === "Refused" &&
    outcome.error.command === "createResponse" &&
    isBenign(outcome.error.reason.error) &&
    garbled(story).size === 0
      ? [`${name} failed: ${outcome.error.message}`]
      : []
  )
]
