/** The arbiter at work: requests for responses, and who waits for them. */
import type { ClientEvent } from "@antiphon/core"
import type { ErrorDetail, ResponseCreateParams } from "@antiphon/core/shapes"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { Arbiter, type ArbiterInput, type ArbiterOutput, type Policy } from "../machine/ResponseArbiter.ts"
import type { OpenCommand } from "../machine/OpenCommand.ts"
import type { Doubt } from "./Doubt.ts"
import type { Quiet } from "./Quiet.ts"
import { metadataLimit, withKey } from "../machine/requestKey.ts"
import {
  NoAnswer,
  RequestDropped,
  Refused,
  SessionError,
  type SessionErrorReason,
  InvalidCommand
} from "../SessionError.ts"

export interface Requests {
  /** The id of the response that the request became. Interrupted, the request is withdrawn. */
  readonly ask: (params: ResponseCreateParams, policy: Policy) => Effect.Effect<string, SessionError>
  readonly tell: (input: ArbiterInput) => void
  /** Takes a refusal. Returns whether it was of a request or a cancellation. */
  readonly refuse: (error: ErrorDetail) => boolean
  /** The events that the server may still refuse: requests by their key, and cancellations. */
  readonly open: () => ReadonlyArray<OpenCommand>
  /** Whether a key is of this session. Other clients of the same call have keys of their own. */
  readonly isOurs: (key: string) => boolean
  /** Whether a request was taken as answered by a response that did not name it. */
  readonly wasPresumed: (key: string) => boolean
  /** Whether nobody wants to hear of this response. */
  readonly isUnwanted: (responseId: string) => boolean
  /** Whether no response is asked for, or owed to a turn. */
  readonly isIdle: () => boolean
  /** A request could not be sent, or none can be any more. */
  readonly fail: (reason: SessionErrorReason, key?: string) => void
}

interface Waiting {
  readonly params: ResponseCreateParams
  readonly answer: Deferred.Deferred<string, SessionError>
}

const queueDeadline = Duration.minutes(2)
const command = "createResponse"

/** Requests taken as answered that are remembered: a refusal comes soon or never. */
const presumedKept = 64
/** How long a response may take to begin although the server refused its key. */
const keylessWait = "1 second"

/** `post` sends an event without waiting, and `run` forks an effect. */
export const makeRequests = (options: {
  readonly deadline: Duration.Duration
  readonly quiet: Quiet
  readonly newId: (kind: string) => string
  readonly post: (event: ClientEvent) => void
  readonly run: (effect: Effect.Effect<void>) => void
  readonly doubt: Doubt
}): Requests => {
  const waiting = new Map<string, Waiting>()
  const cancels = new Map<string, string>()
  const unwanted = new Set<string>()
  const presumed = new Set<string>()
  const ours = options.newId("request").replace(/[^_]*$/, "")
  let arbiter = Arbiter.start
  /** Whether requests carry a key: until the server refuses one. */
  let keyed = true
  let ended: SessionErrorReason | undefined

  const fail = (key: string, reason: SessionErrorReason): void => {
    const found = waiting.get(key)
    if (found === undefined) return
    waiting.delete(key)
    options.quiet.after(() => Deferred.doneUnsafe(found.answer, Effect.fail(new SessionError({ command, reason }))))
  }

  const giveUp = (key: string, mark: number) =>
    Effect.sync(() => {
      if (!arbiter.asked.has(key)) return
      options.doubt.unanswered(mark)
      fail(key, new NoAnswer({ afterMs: Duration.toMillis(options.deadline) }))
      tell({ _tag: "Forget", key })
    })

  const send = (key: string, params: ResponseCreateParams): void =>
    options.post({ type: "response.create", event_id: key, response: keyed ? withKey(params, key) : params })

  /** The server would not have the key. It may answer all the same: otherwise it is asked once more, without. */
  const withoutKeys = (key: string): void => {
    keyed = false
    const params = waiting.get(key)?.params
    const again = Effect.sync(() => {
      if (arbiter.asked.has(key) && params !== undefined) send(key, params)
    })
    options.run(Effect.delay(again, keylessWait))
  }

  const perform = (output: ArbiterOutput, error: ErrorDetail | undefined): void => {
    switch (output._tag) {
      case "SendCreate": {
        const params = waiting.get(output.key)?.params ?? {}
        send(output.key, params)
        return options.run(Effect.delay(giveUp(output.key, options.doubt.mark()), options.deadline))
      }
      case "SendCancel": {
        const event_id = options.newId("cancel")
        cancels.set(event_id, output.responseId)
        return options.post({ type: "response.cancel", event_id, response_id: output.responseId })
      }
      case "Began": {
        const found = waiting.get(output.key)
        waiting.delete(output.key)
        if (found === undefined) return
        return options.quiet.after(() => Deferred.doneUnsafe(found.answer, Effect.succeed(output.responseId)))
      }
      case "Settled":
        if (output.why !== "refused") return fail(output.key, new RequestDropped({ why: output.why }))
        return fail(output.key, error === undefined ? new RequestDropped({ why: "rejected" }) : new Refused({ error }))
      case "Unwanted":
        unwanted.add(output.responseId)
    }
  }

  const tell = (input: ArbiterInput, error?: ErrorDetail): void => {
    const stepped = Arbiter.step(arbiter, input)
    if ((input._tag === "Created" || input._tag === "Done") && input.key === undefined) {
      for (const output of stepped.outputs) if (output._tag === "Began") presumed.add(output.key)
      const [oldest] = presumed
      if (presumed.size > presumedKept && oldest !== undefined) presumed.delete(oldest)
    }
    arbiter = stepped.arbiter
    options.quiet.during(() => {
      for (const output of stepped.outputs) perform(output, error)
    })
    if (input._tag !== "Done" || input.responseId === undefined) return
    unwanted.delete(input.responseId)
    for (const [eventId, responseId] of cancels) if (responseId === input.responseId) cancels.delete(eventId)
  }

  return {
    ask: (params, policy) =>
      Effect.suspend(() => {
        if (ended !== undefined) return Effect.fail(new SessionError({ command, reason: ended }))
        if (Object.keys(params.metadata ?? {}).length > metadataLimit) {
          const message = `response.metadata may have at most ${metadataLimit} pairs: the session needs one of 16`
          return Effect.fail(new SessionError({ command, reason: new InvalidCommand({ message }) }))
        }
        const key = options.newId("request")
        const answer = Deferred.makeUnsafe<string, SessionError>()
        waiting.set(key, { params, answer })
        tell({ _tag: "Ask", key, policy, aside: params.conversation === "none" })
        const withdraw = Effect.sync(() => tell({ _tag: "Withdraw", key }))
        return Deferred.await(answer).pipe(
          Effect.onInterrupt(() => withdraw),
          Effect.timeoutOrElse({
            duration: queueDeadline,
            orElse: () => {
              const afterMs = Duration.toMillis(queueDeadline)
              return Effect.fail(new SessionError({ command, reason: new NoAnswer({ afterMs }) }))
            }
          }),
          Effect.ensuring(Effect.sync(() => waiting.delete(key)))
        )
      }),
    tell,
    refuse: (error) => {
      const eventId = error.event_id ?? ""
      const responseId = cancels.get(eventId)
      if (responseId !== undefined) {
        tell({ _tag: "Done", responseId, key: undefined })
        return true
      }
      if (!arbiter.asked.has(eventId)) return false
      if (keyed && /metadata/.test(error.param ?? error.message)) {
        withoutKeys(eventId)
        return true
      }
      tell({ _tag: "Refused", key: eventId, busy: error.code === "conversation_already_has_active_response" }, error)
      return true
    },
    open: () => [
      ...[...arbiter.asked.keys()].map((eventId) => ({ eventId, command })),
      ...[...cancels.keys()].map((eventId) => ({ eventId, command: "cancel" }))
    ],
    isOurs: (key) => key.startsWith(ours),
    wasPresumed: (key) => presumed.has(key),
    isUnwanted: (responseId) => unwanted.has(responseId),
    isIdle: () => arbiter.owed === "nothing" && arbiter.asked.size === 0 && arbiter.queue.length === 0,
    fail: (reason, key) => {
      if (key !== undefined) {
        fail(key, reason)
        return tell({ _tag: "Forget", key })
      }
      ended = reason
      for (const each of waiting.keys()) fail(each, reason)
    }
  }
}
