/** A conversation over one connection, from the server's greeting to the connection's end. */
import {
  type ClientEvent,
  Closed,
  type Connection,
  type Decoded,
  type ServerEvent,
  TransportError,
  type UnknownEvent
} from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type Answers, makeAnswers } from "./Answers.ts"
import { type Commands, makeCommands } from "./commands.ts"
import { isAside, makeConsequences } from "./Consequences.ts"
import type { Conversation } from "./Conversation.ts"
import { fitsMedia, fitsSome } from "./fit.ts"
import { type Interruption, makeInterruptions } from "./Interruptions.ts"
import type { KeptAudio } from "./KeptAudio.ts"
import { cutShort, settle, unspoken } from "./leave.ts"
import { namesIn } from "./malformed.ts"
import { makePlayback } from "./Playback.ts"
import { receive, reduce } from "./reduce.ts"
import { makeRepeats } from "./repeats.ts"
import { withoutKey } from "./requestKey.ts"
import { makeRequests } from "./Requests.ts"
import type { SessionOptions } from "./Session.ts"
import { Disconnected, isBenign, SessionError, Unfit } from "./SessionError.ts"
import { inputFormat, responseFormat } from "./settings.ts"
import type { SessionState } from "./State.ts"
import { makeUplink, type Uplink } from "./Uplink.ts"

const outboxLimit = 1024
const closedHere = new TransportError({ reason: new Closed({ code: 1000, reason: "", by: "local" }) })

export interface LinkOptions extends SessionOptions {
  readonly conversation: Conversation
  readonly kept: KeptAudio
  /** How much of the user's audio to keep, in ms. */
  readonly keptMs: number
  /** Events that are no news to the user: the conversation is told to this server once more. */
  readonly isEcho: (event: ServerEvent | UnknownEvent) => boolean
  /** Called as the connection ends, before whoever waits for an answer hears of it. */
  readonly onEnd: (error: TransportError) => void
}

export interface Link {
  readonly connection: Connection<ServerEvent, ClientEvent>
  readonly commands: Commands
  readonly interrupt: Effect.Effect<Interruption>
  readonly answers: Answers
  readonly uplink: Uplink
  /** Whether no response is asked for, or owed to a turn, and no turn waits for its commit. */
  readonly isIdle: () => boolean
  /** Why the connection ended. */
  readonly ended: Effect.Effect<TransportError>
  /** The conversation is no more on this connection: nothing that comes over it counts, and what was open ends. */
  readonly leave: (error: TransportError) => Effect.Effect<void>
}

export const openLink = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  options: LinkOptions
): Effect.fn.Return<Link, SessionError, Scope.Scope> {
  const { conversation, speaker } = options
  const { change, newId, quiet, state } = conversation
  const deadline = Duration.fromInputUnsafe(options.deadline ?? "10 seconds")
  const clock = yield* Clock.Clock
  const scope = yield* Effect.scope
  const fork = Effect.runForkWith(yield* Effect.context())
  const outbox = yield* Queue.dropping<ClientEvent>(outboxLimit)
  const over = Deferred.makeUnsafe<TransportError>()
  const media = Option.getOrUndefined(connection.media)
  const isRepeat = makeRepeats()
  const { items: known } = state()
  let left = false

  const run = (effect: Effect.Effect<void>): void => {
    fork(Effect.forkIn(effect, scope, { startImmediately: true }))
  }
  const post = (event: ClientEvent): void => {
    if (!Queue.offerUnsafe(outbox, event)) run(connection.close(1008, `${outboxLimit} events could not be sent`))
  }

  const answers = makeAnswers(deadline, quiet)
  const requests = makeRequests({ deadline, quiet, newId, post, run })
  const uplink = makeUplink(state, options.keptMs)
  const policy = options.policy ?? "queue"
  const speakerRate = media === undefined ? speaker?.rate : undefined
  const commands = makeCommands({ connection, answers, requests, newId, state, policy, uplink, speakerRate })
  const interruptions = makeInterruptions({
    playback: conversation.playback,
    state,
    post: (event) => (left ? change((before) => cutShort(before, event)) : post(event)),
    // The speaker is heard out, at most 1 s, where the session is left in the moment of an interruption too.
    run: (effect) => void fork(effect),
    newId,
    quiet
  })

  /** Silence, over both ownerships of playback. */
  const cut = (): Effect.Effect<Interruption> => {
    if (media === undefined) return interruptions.begin()
    const clearing = speaker?.clear()
    const cleared = Effect.catchCause(
      Effect.promise(() => Promise.resolve(clearing)),
      () => Effect.void
    )
    return Effect.as(Effect.timeoutOption(cleared, "1 second"), { truncated: [], deleted: [] })
  }
  /** Where the server owns playback, it stops what it plays; behind the cancellation. */
  const silenceServer = (): void => {
    if (media !== undefined) post({ type: "output_audio_buffer.clear", event_id: newId("quiet") })
  }
  const consequences = makeConsequences({
    session: options,
    state,
    requests,
    commands,
    interruptions,
    newId,
    run,
    silenceServer,
    cut
  })

  const refused = (event: Extract<ServerEvent, { readonly type: "error" }>): void => {
    const { error } = event
    const eventId = error.event_id ?? ""
    interruptions.answered({ eventId })
    const waitedFor = answers.refuse(error) || requests.refuse(error)
    if (/^(quiet|replay)_/.test(eventId) || isBenign(error)) return
    change((before) => reduce(before, event))
    if (!waitedFor) conversation.tell(event)
  }

  /** What the books say of an event. */
  const enter = (event: ServerEvent | UnknownEvent): void => {
    if (event.type === "conversation.item.truncated" || event.type === "conversation.item.deleted") {
      interruptions.answered({ itemId: event.item_id })
    }
    if (event.type === "input_audio_buffer.cleared") uplink.cleared()
    if (event.type !== "input_audio_buffer.committed") return
    const chunks = uplink.committed(state().turns.get(event.item_id))
    options.kept.keep(event.item_id, inputFormat(state().session).type, chunks)
  }

  const handle = (decoded: Decoded<ServerEvent>): void => {
    if (decoded._tag === "Malformed") {
      change((before) => receive(before, decoded))
      if (decoded.error.type === "response.done") {
        consequences.responseEnded(namesIn(decoded.error).responseId, undefined)
      }
      return
    }
    const { event } = decoded
    if (event.type === "error") return refused(event)
    if (isRepeat(event)) return
    const seen = withoutKey(event)
    const again = event.type === "response.done" && hasEnded(state(), event.response.id)
    change((before) => reduce(before, seen))
    enter(seen)
    const responseId = responseOf(state(), seen)
    const wasUnwanted = responseId !== undefined && requests.isUnwanted(responseId)
    if (!again) consequences.of(event)
    const isUnwanted = responseId !== undefined && requests.isUnwanted(responseId)
    // What is said out of band is no item of the conversation, and cannot be truncated.
    if (responseId === undefined || !isAside(state(), responseId)) {
      const isAudible = responseId !== undefined && !interruptions.isMuted(responseId) && !isUnwanted
      conversation.playback()?.receive(seen, isAudible, responseFormat(state(), responseId ?? ""))
    }
    answers.offer(seen)
    if (!wasUnwanted && !isUnwanted && !options.isEcho(seen)) conversation.tell(seen)
  }

  const finish = (error: TransportError): void => {
    if (left) return
    left = true
    const reason = new Disconnected({ error })
    const unheard = [...state().responses.values()]
      .filter(({ id }) => requests.isUnwanted(id))
      .flatMap(({ items }) => [...items.values()])
      .map((item_id) => ({ type: "conversation.item.delete", item_id }) as const)
    const silent = media === undefined ? unspoken(state(), known) : []
    quiet.during(() => {
      interruptions.end()
      change((before) => [...interruptions.unanswered(), ...unheard, ...silent].reduce(cutShort, before))
      options.onEnd(error)
      answers.end(reason)
      requests.fail(reason)
      quiet.after(() => Deferred.doneUnsafe(over, Effect.succeed(error)))
    })
  }

  yield* Effect.addFinalizer(() => Effect.sync(() => finish(closedHere)))
  const greeted = answers.of(
    "make",
    newId("greeting"),
    (event) => (event.type === "session.created" ? event.session : undefined),
    Effect.void
  )
  yield* connection.incoming.pipe(
    Stream.runForEachArray((batch) =>
      Effect.sync(() => {
        for (const decoded of batch) if (!left) quiet.during(() => handle(decoded))
      })
    ),
    Effect.catch((error) => Effect.sync(() => finish(error))),
    Effect.forkScoped
  )
  yield* Stream.fromQueue(outbox).pipe(
    Stream.runForEach((event) =>
      Effect.catch(connection.send(event), (error) =>
        Effect.sync(() => {
          if (event.type === "response.create") requests.fail(new Disconnected({ error }), event.event_id)
        })
      )
    ),
    Effect.forkScoped
  )

  yield* greeted
  if (speaker !== undefined) {
    const misfit = media === undefined ? fitsSome(speaker.rate) : fitsMedia(speaker.rate, media.sampleRate)
    if (misfit !== undefined) {
      return yield* new SessionError({ command: "make", reason: new Unfit({ message: misfit }) })
    }
    if (media !== undefined) {
      const play = Stream.runForEach(media.incoming, (samples) => Effect.sync(() => speaker.queue(samples)))
      yield* Effect.forkScoped(Effect.catch(play, () => Effect.void))
    } else if (conversation.playback() === undefined) {
      conversation.plays(makePlayback(speaker, () => clock.currentTimeMillisUnsafe()))
    }
  }

  return {
    connection,
    commands,
    answers,
    uplink,
    isIdle: () => requests.isIdle() && !uplink.isHeld(),
    ended: Deferred.await(over),
    interrupt: Effect.suspend(() => {
      const silent = cut()
      requests.tell({ _tag: "Silence" })
      consequences.interrupted()
      if (!isQuiet(state())) silenceServer()
      return silent
    }),
    leave: (error) =>
      Effect.suspend(() => {
        finish(error)
        return settle(conversation, interruptions)
      })
  }
})

const isQuiet = ({ responses }: SessionState): boolean =>
  [...responses.values()].every(({ playback, status }) => status !== "in_progress" && playback !== "playing")

const hasEnded = ({ responses }: SessionState, id: string): boolean =>
  (responses.get(id)?.status ?? "in_progress") !== "in_progress"

const responseOf = (state: SessionState, event: ServerEvent | UnknownEvent): string | undefined => {
  if ("response_id" in event && typeof event.response_id === "string") return event.response_id
  if (event.type === "response.created" || event.type === "response.done") return event.response.id
  if (event.type !== "conversation.item.added" && event.type !== "conversation.item.done") return undefined
  return event.item.id === undefined ? undefined : state.items.get(event.item.id)?.responseId
}
