/** What outlives a connection: the state of the conversation, those who read it, and what plays. */
import { Closed, type ServerEvent, TransportError, type UnknownEvent } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { makeBroadcast, makeLatest } from "./Broadcast.ts"
import type { Playback } from "./Playback.ts"
import { makeQuiet, type Quiet } from "./Quiet.ts"
import { disconnect } from "../state/reduce.ts"
import type { SessionState } from "../state/SessionState.ts"

const readerLimit = 16_384

export interface Conversation {
  readonly state: () => SessionState
  /** Changes the state; its readers see it behind what is being done. */
  readonly change: (change: (state: SessionState) => SessionState) => void
  /** Wakes whoever waits once what is being done is done. */
  readonly quiet: Quiet
  /** Tells the readers of events. */
  readonly tell: (event: ServerEvent | UnknownEvent) => void
  /** An id that no other part of the conversation has. */
  readonly newId: (kind: string) => string
  readonly changes: Stream.Stream<SessionState>
  readonly events: Stream.Stream<ServerEvent | UnknownEvent, TransportError>
  readonly playback: () => Playback | undefined
  readonly plays: (playback: Playback) => void
  /** Why it ended. */
  readonly ended: Effect.Effect<TransportError>
  /** It ends, with whatever is open, and tells every reader why; the first time counts. */
  readonly end: (error: TransportError) => void
}

const endedHere = new TransportError({ reason: new Closed({ code: 1000, reason: "", by: "local" }) })

/** A conversation that begins with a state; it ends with the scope at the latest. */
export const makeConversation = Effect.fnUntraced(function* (
  from: SessionState
): Effect.fn.Return<Conversation, never, Scope.Scope> {
  const prefix = (yield* Random.nextIntBetween(0, 36 ** 8)).toString(36).padStart(8, "0")
  const ended = Deferred.makeUnsafe<TransportError>()
  const broadcast = makeBroadcast<ServerEvent | UnknownEvent>(readerLimit)
  const latest = makeLatest(from)
  const quiet = makeQuiet()
  let serial = 0
  let state = from
  let playback: Playback | undefined

  const change: Conversation["change"] = (make) => {
    const before = state
    state = make(state)
    if (state !== before) quiet.after(() => latest.publish(state))
  }
  const end = (error: TransportError): void => {
    if (Deferred.isDoneUnsafe(ended)) return
    quiet.during(() => {
      change(disconnect)
      quiet.after(() => {
        latest.end()
        broadcast.end(error)
        Deferred.doneUnsafe(ended, Effect.succeed(error))
      })
    })
  }
  yield* Effect.addFinalizer(() => Effect.sync(() => end(endedHere)))

  return {
    state: () => state,
    change,
    quiet,
    tell: broadcast.publish,
    newId: (kind) => `${kind}_${prefix}_${(serial += 1)}`,
    changes: latest.stream,
    events: broadcast.stream,
    playback: () => playback,
    plays: (next) => {
      playback = next
    },
    ended: Deferred.await(ended),
    end
  }
})
