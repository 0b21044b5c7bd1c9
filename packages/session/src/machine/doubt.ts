/**
 * Whether a connection still carries anything. A socket whose peer is gone may stay open for minutes. A command that had no
 * answer while nothing else came either is a reason to doubt the connection. The server is then asked something that it always
 * answers. If nothing comes in the time for a command, the connection is dead. Whatever comes clears the doubt.
 */
import type { Draft } from "./Draft.ts"

const silentAudioMs = 30_000
const timer = "probe"

/** A frame came. */
export const cleared = (draft: Draft): void => draft.updateLink({ frames: draft.link.frames + 1, silentMs: 0 })

/** A command that was sent when `mark` frames had come had no answer in time. */
export const unanswered = (draft: Draft, mark: number): void => {
  const { link } = draft
  if (link.probed !== undefined || link.frames !== mark) return
  draft.updateLink({ probed: mark })
  // Every server refuses to show an item that does not exist.
  const event_id = draft.id("probe")
  draft.send({ type: "conversation.item.retrieve", event_id, item_id: event_id })
  draft.setTimer(timer, draft.state.options.commandMs)
}

/** Audio was sent. After 30 s of audio with no frame from the server it is asked. */
export const sent = (draft: Draft, ms: number): void => {
  const { link } = draft
  if (!link.doubtsSilence) return
  const silentMs = link.silentMs + ms
  draft.updateLink({ silentMs: silentMs < silentAudioMs ? silentMs : 0 })
  if (silentMs >= silentAudioMs) unanswered(draft, link.frames)
}

/** The time of the probe is over. Returns whether the connection is dead. */
export const judge = (draft: Draft): boolean => {
  const { link } = draft
  draft.updateLink({ probed: undefined })
  return link.probed === link.frames
}
