/** A conversation over one connection, from the server's greeting to the connection's end. */
import {
  type ClientEvent,
  Closed,
  type Connection,
  Dead,
  type Decoded,
  type ServerEvent,
  TransportError,
  type UnknownEvent
} from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import { makeRecent } from "@antiphon/audio"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type AddedItems, makeAddedItems } from "../machine/AddedItems.ts"
import { type Answers, makeAnswers } from "./Answers.ts"
import { blame } from "../machine/blame.ts"
import { type Commands, makeCommands } from "./commands.ts"
import { isAside, makeConsequences } from "./Consequences.ts"
import type { Conversation } from "./Conversation.ts"
import { makeDoubt } from "./Doubt.ts"
import { fitsMedia, fitsSome } from "../machine/fit.ts"
import type { Interruption } from "../Interruption.ts"
import { makeInterruptions } from "./Interruptions.ts"
import type { KeptAudio } from "../machine/RetainedAudio.ts"
import { cutShort, settle, unspoken } from "./leave.ts"
import { namesIn, refusalIn } from "../state/malformed.ts"
import { bounded, notice, repeated } from "../state/notices.ts"
import { described, endsOpening } from "../machine/opening.ts"
import { makePlayback } from "./Playback.ts"
import { noticeIssues, receive, reduce } from "../state/reduce.ts"
import { withoutKey } from "../machine/requestKey.ts"
import { makeRequests } from "./Requests.ts"
import type { SessionOptions } from "../Session.ts"
import { Disconnected, isBenign, NoAnswer, SessionError, InvalidCommand } from "../SessionError.ts"
import { inputFormat, responseFormat } from "../state/settings.ts"
import type { SessionState } from "../state/SessionState.ts"
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
  readonly added: AddedItems
  /** How long the server may take to answer. */
  readonly deadline: Duration.Duration
  /** Frames that came so far. */
  readonly frames: () => number
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
  const deadline = Duration.fromInputUnsafe(options.commandTimeout ?? "10 seconds")
  const clock = yield* Clock.Clock
  const scope = yield* Effect.scope
  const fork = Effect.runForkWith(yield* Effect.context())
  const outbox = yield* Queue.dropping<ClientEvent>(outboxLimit)
  const over = Deferred.makeUnsafe<TransportError>()
  const media = Option.getOrUndefined(connection.media)
  const isRepeat = makeRecent()
  const { items: known } = state()
  let left = false
  /** What came before the greeting, at most a few. `undefined` once it came. */
  let before: ReadonlyArray<string> | undefined = []

  const run = (effect: Effect.Effect<void>): void => {
    fork(Effect.forkIn(effect, scope, { startImmediately: true }))
  }
  const post = (event: ClientEvent): void => {
    if (!Queue.offerUnsafe(outbox, event)) run(connection.close(1008, `${outboxLimit} events could not be sent`))
  }

  const doubt = makeDoubt({
    deadline,
    run,
    // Every server refuses to show an item that there is not.
    probe: () => {
      const event_id = newId("probe")
      post({ type: "conversation.item.retrieve", event_id, item_id: event_id })
    },
    dead: () => {
      const detail = "commands had no answer, and nothing came after the server was asked once more"
      finish(new TransportError({ reason: new Dead({ detail }) }))
      run(connection.close(1000, "the server does not answer"))
    }
  })
  const answers = makeAnswers(deadline, quiet, doubt)
  const requests = makeRequests({ deadline, quiet, newId, post, run, doubt })
  const added = makeAddedItems()
  const uplink = makeUplink(state, options.keptMs)
  const policy = options.policy ?? "queue"
  const speakerRate = media === undefined ? speaker?.rate : undefined
  // Others notice a dead peer by themselves.
  const onAudio = connection.capabilities.deadPeer === "drain" ? doubt.sent : () => undefined
  const commands = makeCommands({
    connection,
    answers,
    added,
    requests,
    newId,
    state,
    policy,
    uplink,
    speakerRate,
    onAudio
  })
  const interruptions = makeInterruptions({
    playback: conversation.playback,
    state,
    post: (event) => (left ? change((before) => cutShort(before, event)) : post(event)),
    // The speaker is heard out, at most 1 s, where the session is left in the moment of an interruption too.
    run: (effect) => void fork(effect),
    newId,
    quiet
  })

  const speakerFailed = (): void => {
    const message = "The speaker threw an error. What it was given is not heard."
    const isKnown = state().notices.some((each) => each._tag === "CallbackFailed" && each.error.message === message)
    if (!isKnown) change((before) => notice(before, { _tag: "CallbackFailed", error: { message } }))
  }
  const safely = <A>(work: () => A): A | undefined => {
    try {
      return work()
    } catch {
      speakerFailed()
      return undefined
    }
  }

  /** Silence, over both ownerships of playback. */
  const cut = (): Effect.Effect<Interruption> => {
    if (media === undefined) return interruptions.begin()
    const clearing = safely(() => speaker?.clear())
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

  const refused = (said: ErrorDetail, event?: Extract<ServerEvent, { readonly type: "error" }>): void => {
    const error = blame(said, [...answers.open(), ...requests.open(), ...interruptions.open()])
    const eventId = error.event_id ?? ""
    interruptions.answered({ eventId })
    const waitedFor = answers.refuse(error) || requests.refuse(error)
    // It was the server's own answer to a turn that found another response under way: that turn is owed nothing any more.
    if (!waitedFor && eventId === "" && error.code === "conversation_already_has_active_response") {
      requests.tell({ _tag: "TurnBegins" })
    }
    if (/^(quiet|replay|probe)_/.test(eventId) || (isBenign(error) && !requests.wasPresumed(eventId))) return
    change((before) => notice(before, { _tag: "Refused", error: bounded(said) }))
    if (!waitedFor && event !== undefined) conversation.tell(event)
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

  /** Whether the opening has failed with what came. Everything that comes before the greeting is remembered for the error. */
  const failsOpening = (decoded: Decoded<ServerEvent>): boolean => {
    if (before === undefined) return false
    const why = endsOpening(decoded)
    if (why !== undefined) answers.fail(greeting, why)
    if (decoded._tag !== "Malformed" && decoded.event.type === "session.created") before = undefined
    else if (before.length < 3) before = [...before, described(decoded)]
    return why !== undefined
  }

  const handle = (decoded: Decoded<ServerEvent>): void => {
    doubt.heard()
    if (failsOpening(decoded)) return
    if (decoded._tag === "Malformed") {
      const refusal = refusalIn(decoded.error)
      if (refusal !== undefined) return refused(refusal)
      change((before) => receive(before, decoded))
      if (decoded.error.type === "response.done") {
        consequences.responseEnded(namesIn(decoded.error).responseId, undefined)
      }
      return
    }
    const { event } = decoded
    if (event.type === "error" && "error" in event) return refused(event.error, event)
    // Pieces count once. What else comes twice changes nothing, and may be the answer to a second command.
    if (isRepeat(event) && "delta" in event) return change((before) => notice(before, repeated(event.type)))
    change((before) => noticeIssues(before, decoded))
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
  const greeting = newId("greeting")
  const greeted = answers
    .of(
      "make",
      greeting,
      (event) => (event.type === "session.created" ? (event.session ?? undefined) : undefined),
      Effect.void
    )
    .pipe(
      Effect.mapError((error) => {
        const { command, reason } = error
        return reason._tag === "NoAnswer" && before !== undefined
          ? new SessionError({ command, reason: new NoAnswer({ ...reason, came: before }) })
          : error
      })
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
      return yield* new SessionError({ command: "make", reason: new InvalidCommand({ message: misfit }) })
    }
    if (media !== undefined) {
      const play = Stream.runForEach(media.incoming, (samples) =>
        Effect.sync(() => safely(() => speaker.queue(samples)))
      )
      yield* Effect.forkScoped(Effect.catch(play, () => Effect.void))
    } else if (conversation.playback() === undefined) {
      conversation.plays(makePlayback(speaker, () => clock.currentTimeMillisUnsafe(), speakerFailed))
    }
  }

  return {
    connection,
    commands,
    answers,
    added,
    deadline,
    frames: doubt.mark,
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
