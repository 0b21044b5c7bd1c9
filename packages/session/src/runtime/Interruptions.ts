/** What an interruption does, whoever plays (protocol section 2 (5a) and (5b)). */
import type { DeleteEvent, TruncateEvent } from "@antiphon/audio"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { Interruption } from "../Interruption.ts"
import type { OpenCommand } from "../machine/OpenCommand.ts"
import type { Playback } from "./Playback.ts"
import type { Quiet } from "./Quiet.ts"
import type { ResponseState, SessionState } from "../state/SessionState.ts"
import type { PersistentMap } from "../state/PersistentMap.ts"

interface Cut {
  /** The responses that there were when the user spoke: what is said later is not concerned. */
  readonly known: PersistentMap<ResponseState>
  /** Those that were still being made. */
  readonly open: Set<string>
  /** Whether it is known how far the speaker came. */
  booked: boolean
  truncated: ReadonlyArray<TruncateEvent>
  deleted: ReadonlyArray<DeleteEvent>
  readonly finished: Deferred.Deferred<void>
}

export interface Interruptions {
  /**
   * Silence now; what was heard is told at once of what is done, of what is open once its response is, or after 1 s, and
   * where the server would not hear of it then, or more came, once more at the end of the response. Goes on without the caller.
   */
  readonly begin: () => Effect.Effect<Interruption>
  /** Whether nothing more of a response is to be heard. */
  readonly isMuted: (responseId: string) => boolean
  /** Whether an interruption that is not told yet concerns a response. */
  readonly concerns: (responseId: string) => boolean
  /** Makes the server forget an item of which nobody heard anything. */
  readonly forget: (itemId: string) => void
  /** A response has ended. */
  readonly ended: (responseId: string) => void
  /** The server did as it was told, or would not. */
  readonly answered: (event: { readonly itemId: string } | { readonly eventId: string }) => void
  /** Nobody can be told any more: what was to be told at the end of a response is told to the state. */
  readonly end: () => void
  /** The events that the server may still refuse. */
  readonly open: () => ReadonlyArray<OpenCommand>
  /** What the server was told and has not answered. */
  readonly unanswered: () => ReadonlyArray<TruncateEvent | DeleteEvent>
}

const doneDeadline = "1 second"

export const makeInterruptions = (options: {
  readonly playback: () => Playback | undefined
  readonly state: () => SessionState
  /** Tells the server, or where that is too late the state. */
  readonly post: (event: TruncateEvent | DeleteEvent) => void
  readonly run: (effect: Effect.Effect<void>) => void
  readonly newId: (kind: string) => string
  readonly quiet: Quiet
}): Interruptions => {
  const cuts = new Set<Cut>()
  const muted = new Set<string>()
  let told: ReadonlyArray<TruncateEvent | DeleteEvent> = []
  let tooEarly: ReadonlyArray<TruncateEvent | DeleteEvent> = []
  let over = false

  const responseOf = (itemId: string): string | undefined => options.state().items.get(itemId)?.responseId

  const post = (all: ReadonlyArray<TruncateEvent | DeleteEvent>): void => {
    const events = all.map((event) => ({ ...event, event_id: options.newId("quiet") }))
    told = [...told, ...events]
    for (const event of events) options.post(event)
  }

  const tell = (cut: Cut, concerns: (response: string) => boolean): void => {
    const plan = options.playback()?.plan((itemId) => {
      const response = responseOf(itemId)
      return response !== undefined && cut.known.has(response) && concerns(response)
    })
    if (plan === undefined) return
    post([...plan.truncate, ...plan.delete])
    cut.truncated = [...cut.truncated, ...plan.truncate]
    cut.deleted = [...cut.deleted, ...plan.delete]
  }

  const finish = (cut: Cut): void => {
    if (!cuts.delete(cut)) return
    tell(cut, () => true)
    options.quiet.after(() => Deferred.doneUnsafe(cut.finished, Effect.void))
  }

  return {
    begin: () => {
      const known = options.state().responses
      const open = [...known.values()].filter(
        ({ response, status }) => status === "in_progress" && response?.conversation_id !== null
      )
      const cut: Cut = {
        known,
        open: new Set(open.map(({ id }) => id)),
        booked: false,
        truncated: [],
        deleted: [],
        finished: Deferred.makeUnsafe<void>()
      }
      cuts.add(cut)
      for (const id of cut.open) muted.add(id)
      const heard = options.playback()?.cut() ?? Effect.void
      const told = Deferred.makeUnsafe<void>()
      const telling = Effect.gen(function* () {
        yield* heard
        cut.booked = true
        tell(cut, (response) => !cut.open.has(response))
        if (over || cut.open.size === 0) return finish(cut)
        const isDone = yield* Effect.timeoutOption(Deferred.await(cut.finished), doneDeadline)
        if (isDone._tag === "None") tell(cut, () => true)
      })
      options.run(Effect.ensuring(telling, Deferred.succeed(told, undefined)))
      return Effect.map(Deferred.await(told), () => ({ truncated: cut.truncated, deleted: cut.deleted }))
    },
    isMuted: (responseId) => muted.has(responseId),
    concerns: (responseId) =>
      [...cuts].some(({ booked, known, open }) => (booked ? open.has(responseId) : known.has(responseId))),
    ended: (responseId) => {
      muted.delete(responseId)
      for (const cut of cuts) {
        cut.open.delete(responseId)
        if (cut.booked && cut.open.size === 0) finish(cut)
      }
      const due = tooEarly.filter(({ item_id }) => responseOf(item_id) === responseId)
      if (due.length === 0) return
      tooEarly = tooEarly.filter((event) => !due.includes(event))
      post(due)
    },
    answered: (answer) => {
      if (told.length === 0) return
      if ("eventId" in answer) {
        const refused = told.filter(({ event_id }) => event_id === answer.eventId)
        tooEarly = [...tooEarly, ...refused.filter(({ item_id }) => muted.has(responseOf(item_id) ?? ""))]
      }
      told = told.filter(({ event_id, item_id }) =>
        "itemId" in answer ? item_id !== answer.itemId : event_id !== answer.eventId
      )
    },
    forget: (itemId) => post([{ type: "conversation.item.delete", item_id: itemId }]),
    end: () => {
      over = true
      for (const cut of cuts) if (cut.booked) finish(cut)
    },
    open: () =>
      told.map(({ event_id = "", type }) => ({
        eventId: event_id,
        command: type === "conversation.item.truncate" ? "truncate" : "delete"
      })),
    unanswered: () => [...told, ...tooEarly]
  }
}
