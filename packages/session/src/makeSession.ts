import { sampleRate } from "@antiphon/audio"
import type { ClientEvent, Connection, Decoded, ServerEvent, TransportError, UnknownEvent } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { makeAnswers } from "./Answers.ts"
import { makeBroadcast, makeLatest } from "./Broadcast.ts"
import { makeCommands } from "./commands.ts"
import { type Interruption, makeInterruptions } from "./Interruptions.ts"
import { namesIn } from "./malformed.ts"
import { makePlayback, type Playback } from "./Playback.ts"
import { makeQuiet } from "./Quiet.ts"
import { disconnect, receive, reduce } from "./reduce.ts"
import { keyOf, withoutKey } from "./requestKey.ts"
import { makeRequests } from "./Requests.ts"
import type { Session, SessionOptions } from "./Session.ts"
import { Disconnected, isBenign, SessionError, Unfit } from "./SessionError.ts"
import { answersTurns, interruptsItself, outputFormat } from "./settings.ts"
import { initial, type SessionState } from "./State.ts"
import { answerApproval, answerCalls, callsOf } from "./ToolRunner.ts"

const outboxLimit = 1024
const readerLimit = 16_384

type Event = ServerEvent | UnknownEvent

/** A session, and the way to its state for what is no event. */
interface Opened {
  readonly session: Session
  readonly update: (change: (state: SessionState) => SessionState) => void
}

export const openSession = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  options: SessionOptions,
  from: SessionState = initial
): Effect.fn.Return<Opened, SessionError, Scope.Scope> {
  const deadline = Duration.fromInputUnsafe(options.deadline ?? "10 seconds")
  const prefix = (yield* Random.nextIntBetween(0, 36 ** 8)).toString(36).padStart(8, "0")
  const fork = yield* FiberSet.makeRuntime<never>()
  const outbox = yield* Queue.dropping<ClientEvent>(outboxLimit)
  const run = (effect: Effect.Effect<void>): void => void fork(effect)

  let serial = 0
  let state: SessionState = from
  let playback: Playback | undefined

  const newId = (kind: string): string => `${kind}_${prefix}_${(serial += 1)}`
  const post = (event: ClientEvent): void => {
    if (!Queue.offerUnsafe(outbox, event)) run(connection.close(1008, `${outboxLimit} events could not be sent`))
  }
  const current = (): SessionState => state

  const quiet = makeQuiet()
  const latest = makeLatest(from)
  const broadcast = makeBroadcast<Event>(readerLimit)
  const answers = makeAnswers(deadline, quiet)
  const requests = makeRequests({ deadline, quiet, newId, post, run })
  const commands = makeCommands({
    connection,
    answers,
    requests,
    newId,
    state: current,
    policy: options.policy ?? "queue"
  })

  const media = Option.getOrUndefined(connection.media)
  const interruptions = makeInterruptions({
    playback: () => playback,
    state: current,
    post,
    newId
  })

  const isAside = (responseId: string): boolean => state.responses.get(responseId)?.response?.conversation_id === null
  const isAudible = (responseId: string): boolean =>
    !interruptions.isMuted(responseId) && !requests.isUnwanted(responseId)

  /** Silence, over both ownerships of playback. */
  const cut = (): Effect.Effect<Interruption> => {
    if (media === undefined) return interruptions.begin()
    const clearing = options.speaker?.clear()
    const cleared = Effect.ignoreCause(Effect.promise(() => Promise.resolve(clearing)))
    return Effect.as(Effect.timeoutOption(cleared, "1 second"), { truncated: [], deleted: [] })
  }

  /** Where the server owns playback, it stops what it plays; behind the cancellation. */
  const silenceServer = (): void => {
    if (media !== undefined) post({ type: "output_audio_buffer.clear", event_id: newId("quiet") })
  }

  /** Who speaks unasked is made to forget what it said: nobody heard it. */
  const forget = (responseId: string): void => {
    for (const id of state.responses.get(responseId)?.items.values() ?? []) {
      const item = state.items.get(id)
      const spoken = [...(item?.parts.values() ?? [])].some(
        ({ audioMs, type }) => type === "output_audio" || audioMs > 0
      )
      if (spoken && item?.item?.type === "message" && !item.deleted) {
        post({ type: "conversation.item.delete", event_id: newId("quiet"), item_id: id })
      }
    }
  }

  const approved = new Set<string>()
  let stop = Deferred.makeUnsafe<void>()
  const background = (effect: Effect.Effect<unknown, SessionError>): void => run(Effect.ignore(effect))

  const ended = (responseId: string | undefined, key: string | undefined): void => {
    if (responseId !== undefined) {
      if (requests.isUnwanted(responseId)) forget(responseId)
      interruptions.ended(responseId)
    }
    const unwanted = responseId !== undefined && requests.isUnwanted(responseId)
    requests.tell({ _tag: "Done", responseId, key })
    const { tools } = options
    // A call out of band is none of the conversation's: its output would be refused.
    if (tools === undefined || responseId === undefined || unwanted || isAside(responseId)) return
    const calls = callsOf(state, responseId)
    const spoken = state.responses.get(responseId)?.status === "completed"
    const createResponse = spoken ? Effect.asVoid(commands.createResponse()) : Effect.void
    if (calls.length > 0) background(answerCalls(tools, calls, { addItem: commands.addItem, createResponse }, stop))
  }

  /** What an event calls for beyond the state. */
  const act = (event: Event): void => {
    switch (event.type) {
      case "response.created":
        requests.tell({
          _tag: "Created",
          responseId: event.response.id,
          key: keyOf(event.response),
          aside: event.response.conversation_id === null
        })
        return requests.isUnwanted(event.response.id) ? silenceServer() : undefined
      case "response.done":
        return ended(event.response.id, keyOf(event.response))
      case "input_audio_buffer.committed":
        return answersTurns(state.session) ? requests.tell({ _tag: "TurnEnds" }) : undefined
      case "input_audio_buffer.speech_started":
        requests.tell({ _tag: "TurnBegins" })
        return interruptsItself(state.session) ? run(Effect.asVoid(cut())) : undefined
      case "conversation.item.done": {
        const { item } = event
        if (item.type === "mcp_approval_request" && "arguments" in item && options.approveMcp !== undefined) {
          approved.add(item.id)
          background(answerApproval(options.approveMcp, item, commands.addItem, newId("item")))
        }
        if (item.type !== "mcp_call" || !("approval_request_id" in item)) return
        if (approved.delete(item.approval_request_id ?? "")) background(commands.createResponse())
      }
    }
  }

  const responseOf = (event: Event): string | undefined => {
    if ("response_id" in event && typeof event.response_id === "string") return event.response_id
    if (event.type === "response.created" || event.type === "response.done") return event.response.id
    if (event.type !== "conversation.item.added" && event.type !== "conversation.item.done") return undefined
    return event.item.id === undefined ? undefined : state.items.get(event.item.id)?.responseId
  }

  const handle = (decoded: Decoded<ServerEvent>): void => {
    if (decoded._tag === "Malformed") {
      state = receive(state, decoded)
      if (decoded.error.type === "response.done") ended(namesIn(decoded.error).responseId, undefined)
      return
    }
    const event = decoded.event
    if (event.type === "error") {
      const ownDoing = event.error.event_id?.startsWith(`quiet_${prefix}_`) === true
      const waitedFor = answers.refuse(event.error) || requests.refuse(event.error)
      if (ownDoing || isBenign(event.error)) return
      state = reduce(state, event)
      if (!waitedFor) broadcast.publish(event)
      return
    }
    const seen = withoutKey(event)
    const again = event.type === "response.done" && hasEnded(state, event.response.id)
    state = reduce(state, seen)
    const responseId = responseOf(seen)
    const wasUnwanted = responseId !== undefined && requests.isUnwanted(responseId)
    if (!again) act(event)
    // What is said out of band is no item of the conversation, and cannot be truncated.
    if (responseId === undefined || !isAside(responseId)) {
      playback?.receive(seen, responseId !== undefined && isAudible(responseId))
    }
    answers.offer(seen)
    if (!wasUnwanted && (responseId === undefined || !requests.isUnwanted(responseId))) broadcast.publish(seen)
  }

  const finish = (error: TransportError): void => {
    const reason = new Disconnected({ error })
    state = disconnect(state)
    latest.publish(state)
    latest.end()
    broadcast.end(error)
    quiet.during(() => {
      answers.end(reason)
      requests.fail(reason)
    })
  }

  const greeted = answers.of(
    "make",
    newId("greeting"),
    (event) => (event.type === "session.created" ? event.session : undefined),
    Effect.void
  )

  yield* connection.incoming.pipe(
    Stream.runForEachArray((batch) =>
      Effect.sync(() => {
        for (const decoded of batch) {
          quiet.during(() => {
            handle(decoded)
            latest.publish(state)
          })
        }
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

  const config = yield* greeted
  const { speaker } = options
  if (speaker !== undefined && media !== undefined) {
    if (speaker.rate !== media.sampleRate) return yield* unfit(speaker.rate, media.sampleRate)
    const play = Stream.runForEach(media.incoming, (samples) => Effect.sync(() => speaker.queue(samples)))
    yield* Effect.forkScoped(Effect.ignore(play))
  }
  if (speaker !== undefined && media === undefined) {
    const format = outputFormat(config)
    if (speaker.rate !== sampleRate(format)) return yield* unfit(speaker.rate, sampleRate(format))
    playback = makePlayback(speaker, format)
  }

  const session: Session = {
    state: Effect.sync(current),
    changes: latest.stream,
    events: broadcast.stream,
    ended: connection.ended,
    ...commands,
    interrupt: Effect.suspend(() => {
      const silent = cut()
      requests.tell({ _tag: "Silence" })
      Deferred.doneUnsafe(stop, Effect.void)
      stop = Deferred.makeUnsafe()
      if (!isQuiet(state)) silenceServer()
      return silent
    }),
    responseEnd: (responseId) =>
      latest.stream.pipe(
        Stream.map(({ responses }) => responses.get(responseId)),
        Stream.filter((response) => response !== undefined && response.status !== "in_progress"),
        Stream.runHead,
        Effect.map(Option.getOrElse(() => state.responses.get(responseId)))
      )
  }
  return {
    session,
    update: (change) => {
      state = change(state)
      latest.publish(state)
    }
  }
})

const isQuiet = ({ responses }: SessionState): boolean =>
  [...responses.values()].every(({ playback, status }) => status !== "in_progress" && playback !== "playing")

const hasEnded = ({ responses }: SessionState, id: string): boolean =>
  (responses.get(id)?.status ?? "in_progress") !== "in_progress"

const unfit = (rate: number, wanted: number): SessionError =>
  new SessionError({
    command: "make",
    reason: new Unfit({
      message: `the speaker plays ${rate} Hz and the model speaks at ${wanted} Hz; resample between them`
    })
  })
