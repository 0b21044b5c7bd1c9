/** A session that starts with a call. Its settings come with the offer, before the call is answered. */
import * as Live from "@antiphon/core/live"
import * as Result from "effect/Result"
import { understand } from "../machine/understand.ts"
import { asLive, open } from "./commands.ts"
import { begin } from "./settings.ts"
import type { LiveState, StoredSession } from "./State.ts"
import { failure, type LiveRefusal, type LiveStep, output, refuse, andThen } from "./Step.ts"

/** The first step of a call. Settings that were checked cannot fail here. */
export const beginCall = (state: LiveState, session: Live.SessionStartConfig, now: number): LiveStep => {
  const opened = state.phase === "waiting" ? open(state, session, now) : Result.succeed(output(state))
  return Result.isSuccess(opened)
    ? opened.success
    : andThen(failure({ ...state, phase: "closed" }, opened.failure, "primary"), (each) =>
        output(each, { _tag: "Close", code: 1008, reason: opened.failure.message })
      )
}

/** Returns the settings of an offer, read as strictly as those of `session.start`, or why they open no session. */
export const callSettings = (
  given: unknown,
  source: StoredSession | undefined
): Result.Result<Live.SessionStartConfig, LiveRefusal> =>
  Result.gen(function* () {
    const decoded = Live.ClientEvent.decodeValue({ type: "session.start", session: given ?? {} })
    const event = yield* Result.mapError(understand(Live.ClientEvent, decoded), asLive)
    const session = event.type === "session.start" ? event.session : {}
    if (session.audio?.format != null) {
      const words = "The call decides on the format. Leave it out."
      return yield* Result.fail(refuse("unknown_parameter", words, "session.audio.format"))
    }
    yield* begin({ seed: "", sessionMs: 0, source }, session, 0)
    return session
  })
