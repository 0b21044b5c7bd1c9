/** Commands: what is sent, and which event answers it (protocol sections 1.3 and 1.6). */
import { sampleRate } from "@antiphon/audio"
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { AddedItems } from "../machine/AddedItems.ts"
import type { Answers } from "./Answers.ts"
import type { Policy } from "../machine/ResponseArbiter.ts"
import type { Requests } from "./Requests.ts"
import type { Session } from "../Session.ts"
import { type Fit, fitsRequest, fitsResponse, fitsTurns } from "../machine/fit.ts"
import { Disconnected, SessionError, InvalidCommand } from "../SessionError.ts"
import { inputFormat } from "../state/settings.ts"
import type { SessionState } from "../state/SessionState.ts"
import type { Uplink } from "./Uplink.ts"

export interface CommandOptions {
  readonly connection: Connection<ServerEvent, ClientEvent>
  readonly answers: Answers
  readonly added: AddedItems
  readonly requests: Requests
  readonly newId: (kind: string) => string
  readonly state: () => SessionState
  readonly policy: Policy
  readonly uplink: Uplink
  /** So many ms of audio were sent in events. */
  readonly onAudio: (ms: number) => void
  /** Hz of the speaker that plays what comes in events; undefined where none does. */
  readonly speakerRate: number | undefined
}

export interface Commands extends Pick<
  Session,
  "sendText" | "commit" | "clearInput" | "createResponse" | "configure" | "addItem" | "deleteItem" | "retrieveItem"
> {
  /** Gives the samples that the connection took no more, for it has ended. */
  readonly sendAudio: (samples: Int16Array) => Effect.Effect<Int16Array, SessionError>
}

export const makeCommands = (options: CommandOptions): Commands => {
  const { added, answers, connection, newId, policy, requests, speakerRate, state, uplink } = options
  const mapError =
    (command: string) =>
    (error: TransportError): SessionError =>
      new SessionError({ command, reason: new Disconnected({ error }) })
  const send = (command: string, event: ClientEvent): Effect.Effect<void, SessionError> =>
    Effect.mapError(connection.send(event), mapError(command))

  const addItem = (
    item: ConversationItem,
    after?: string
  ): Effect.Effect<ConversationItem & { readonly id: string }, SessionError> =>
    Effect.suspend(() => {
      const event_id = newId("event")
      const id = item.id ?? newId("item")
      const named = { ...item, id }
      return Effect.ensuring(
        answers.of(
          "addItem",
          event_id,
          added.await(named),
          send("addItem", {
            type: "conversation.item.create",
            event_id,
            ...(after === undefined ? {} : { previous_item_id: after }),
            item: named
          })
        ),
        Effect.sync(() => added.forget(id))
      )
    })

  /** Nothing is sent where the server would refuse it, or answer with what the speaker cannot play. */
  const fitting = <A>(
    command: string,
    fit: (rate: number) => Fit,
    effect: Effect.Effect<A, SessionError>
  ): Effect.Effect<A, SessionError> =>
    Effect.suspend(() => {
      const message = speakerRate === undefined ? undefined : fit(speakerRate)
      return message === undefined ? effect : new SessionError({ command, reason: new InvalidCommand({ message }) })
    })

  const createResponse: Session["createResponse"] = (params = {}) =>
    fitting(
      "createResponse",
      (rate) => fitsResponse(rate, state().session, params),
      Effect.suspend(() => requests.ask(params, policy))
    )

  /** Sends in steps of so many samples; what an end of the connection leaves over is the rest. */
  const inSteps = (
    samples: Int16Array,
    steps: ReadonlyArray<{ readonly samples: number; readonly send: Effect.Effect<boolean, TransportError> }>
  ): Effect.Effect<Int16Array, SessionError> =>
    Effect.gen(function* () {
      let taken = 0
      for (const step of steps) {
        const sent = yield* Effect.result(step.send)
        if (sent._tag === "Success" && sent.success) taken += step.samples
        else if (sent._tag === "Failure" && sent.failure.reason._tag === "TooLarge") {
          return yield* mapError("sendAudio")(sent.failure)
        } else return samples.subarray(taken)
      }
      return samples.subarray(taken)
    })

  return {
    addItem,
    createResponse,
    sendText: (text) =>
      fitting(
        "sendText",
        (rate) => fitsResponse(rate, state().session, {}),
        Effect.gen(function* () {
          const { id } = yield* addItem({ type: "message", role: "user", content: [{ type: "input_text", text }] })
          return { itemId: id, responseId: yield* createResponse() }
        })
      ),
    sendAudio: (samples) => {
      const media = Option.getOrUndefined(connection.media)
      if (media !== undefined) {
        return inSteps(samples, [{ samples: samples.length, send: Effect.as(media.send(samples), true) }])
      }
      const sending = Effect.suspend(() => {
        const rate = sampleRate(inputFormat(state().session))
        const steps = uplink.cut(samples).map(({ event, samples: length }) => ({
          samples: length,
          send: Effect.map(connection.send(event), () => {
            options.onAudio((length * 1000) / rate)
            return uplink.sent(event.audio, (length * 1000) / rate)
          })
        }))
        return inSteps(samples, steps)
      })
      return fitting("sendAudio", (rate) => fitsTurns(rate, state().session), sending)
    },
    commit: Effect.suspend(() => {
      const event_id = newId("event")
      const tooShort = Option.isSome(connection.media) ? undefined : uplink.commit()
      if (tooShort !== undefined) {
        return Effect.fail(new SessionError({ command: "commit", reason: new InvalidCommand({ message: tooShort }) }))
      }
      return answers
        .of(
          "commit",
          event_id,
          (event) => (event.type === "input_audio_buffer.committed" ? event.item_id : undefined),
          send("commit", { type: "input_audio_buffer.commit", event_id })
        )
        .pipe(Effect.tapError(() => Effect.sync(uplink.uncommitted)))
    }),
    clearInput: Effect.suspend(() => {
      const event_id = newId("event")
      uplink.clear()
      return Effect.asVoid(
        answers.of(
          "clearInput",
          event_id,
          (event) => (event.type === "input_audio_buffer.cleared" ? true : undefined),
          send("clearInput", { type: "input_audio_buffer.clear", event_id })
        )
      )
    }),
    configure: (session) =>
      fitting(
        "configure",
        (rate) => fitsRequest(rate, session),
        Effect.suspend(() => {
          const event_id = newId("event")
          return answers.of(
            "configure",
            event_id,
            (event) => (event.type === "session.updated" ? event.session : undefined),
            send("configure", { type: "session.update", event_id, session })
          )
        })
      ),
    deleteItem: (item_id) =>
      Effect.suspend(() => {
        const event_id = newId("event")
        return Effect.asVoid(
          answers.of(
            "deleteItem",
            event_id,
            (event) => (event.type === "conversation.item.deleted" && event.item_id === item_id ? true : undefined),
            send("deleteItem", { type: "conversation.item.delete", event_id, item_id })
          )
        )
      }),
    retrieveItem: (item_id) =>
      Effect.suspend(() => {
        const event_id = newId("event")
        return answers.of(
          "retrieveItem",
          event_id,
          (event) =>
            event.type === "conversation.item.retrieved" && event.item.id === item_id ? event.item : undefined,
          send("retrieveItem", { type: "conversation.item.retrieve", event_id, item_id })
        )
      })
  }
}
