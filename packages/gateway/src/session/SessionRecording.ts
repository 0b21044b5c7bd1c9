/** Everything that is kept of one session: its log, its use and its sound. */
import { inputFormat, responseFormat } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type { NodeContext } from "../node/Context.ts"
import { book } from "./book.ts"
import type { SessionStart } from "./SessionStart.ts"
import { Recorder } from "./Recorder.ts"
import { Segments } from "./Segments.ts"
import { Spill } from "./Spill.ts"
import { Tap } from "./Tap.ts"
import type { Used } from "./usedOf.ts"

export interface SessionRecording {
  readonly tap: Tap
  readonly recorder: Recorder
  readonly segments: Segments | undefined
}

export const recordingOf = (
  context: NodeContext,
  { ask, claim, sid, state, tenant }: Pick<SessionStart, "ask" | "claim" | "sid" | "state" | "tenant">,
  on: { readonly publish: (event: string) => void; readonly fenced: () => void }
): SessionRecording => {
  const { audio, counters, settings, share, write } = context
  const spill = settings.spillDir === undefined ? undefined : new Spill(settings.spillDir, sid, settings.spillBytes)
  const recorder = new Recorder({ claim, share, spill, onFenced: on.fenced })

  const used = (each: Used): void => book(context, [{ tenant, sid, model: ask.model ?? "", at: Date.now(), ...each }])

  const segments = settings.audio
    ? new Segments(
        { sid, epoch: claim.epoch },
        (direction) => (direction === "in" ? inputFormat(tap.state.session) : responseFormat(tap.state, "")).type,
        (segment, done) => {
          const missed = () =>
            Effect.sync(() => {
              counters.audioLost++
            })
          write(Effect.ensuring(Effect.catch(audio.put(segment), missed), Effect.sync(done)))
        }
      )
    : undefined

  const tap: Tap = new Tap(
    state,
    {
      note: (line, urgent) => recorder.note(line, urgent),
      publish: on.publish,
      used,
      audio: (direction, frame, { end, start }) => segments?.add(direction, frame, start, end)
    },
    settings.flushMs
  )
  return { tap, recorder, segments }
}
