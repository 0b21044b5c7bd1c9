/** From the server's greeting to a conversation that commands may use. */
import { InvalidCommand } from "../SessionError.ts"
import type { Draft } from "./Draft.ts"
import { fitsMedia, fitsSome } from "./fit.ts"
import { makePlayback } from "./playback.ts"
import * as Replay from "./replay.ts"
import { run } from "./commands.ts"

/**
 * The server has greeted. Fails the opening if the speaker can play none of the rates that the model may speak at. The playback
 * of a session begins with its first greeting and goes on over later connections.
 */
export const greeted = (draft: Draft, id: string): void => {
  const { link } = draft
  const { speakerRate } = draft.state.options
  if (speakerRate !== undefined) {
    const message = link.trackRate === undefined ? fitsSome(speakerRate) : fitsMedia(speakerRate, link.trackRate)
    if (message !== undefined) return draft.fail(id, "make", new InvalidCommand({ message }))
    if (link.trackRate === undefined && draft.state.playback === undefined) {
      draft.update({ playback: makePlayback(speakerRate) })
    }
  }
  Replay.begin(draft)
  ready(draft, id)
}

/**
 * Opens the connection to commands, once nothing is to be replayed any more. Commands that waited run first, in the order in
 * which they were given. Does nothing before that, and after the first time.
 */
export const ready = (draft: Draft, id = draft.link.replay?.id): void => {
  const { link } = draft
  if (link.isReady || id === undefined) return
  if (link.replay !== undefined && !link.replay.arrived) return
  draft.updateLink({ isReady: true })
  draft.settle(id, { _tag: "Done" })
  const { gated } = draft.state
  draft.update({ gated: new Map() })
  for (const [each, command] of gated) {
    draft.clearTimer(`gate ${each}`)
    run(draft, each, command)
  }
}
