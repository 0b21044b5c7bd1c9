/** Commands: what is sent, and which event answers it (protocol sections 1.3 and 1.6). */
import { G711, type G711Law, InputChunker } from "@antiphon/audio"
import type {
  ClientEvent,
  Connection,
  ConversationItem,
  ResponseCreateParams,
  ServerEvent,
  TransportError
} from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Answers } from "./Answers.ts"
import type { Policy } from "./Arbiter.ts"
import type { Requests } from "./Requests.ts"
import type { Session } from "./Session.ts"
import { Disconnected, SessionError, Unfit } from "./SessionError.ts"
import { detectsTurns, inputFormat } from "./settings.ts"
import type { SessionState } from "./State.ts"

export interface CommandOptions {
  readonly connection: Connection<ServerEvent, ClientEvent>
  readonly answers: Answers
  readonly requests: Requests
  readonly newId: (kind: string) => string
  readonly state: () => SessionState
  readonly policy: Policy
}

export type Commands = Pick<
  Session,
  "sendText" | "sendAudio" | "commit" | "createResponse" | "configure" | "addItem" | "deleteItem" | "retrieveItem"
>

export const makeCommands = ({ answers, connection, newId, policy, requests, state }: CommandOptions): Commands => {
  const mapError =
    (command: string) =>
    (error: TransportError): SessionError =>
      new SessionError({ command, reason: new Disconnected({ error }) })
  const send = (command: string, event: ClientEvent): Effect.Effect<void, SessionError> =>
    Effect.mapError(connection.send(event), mapError(command))

  const uplink = makeUplink(state)

  const addItem: Session["addItem"] = (item, after) =>
    Effect.suspend(() => {
      const event_id = newId("event")
      const id = item.id ?? newId("item")
      const named: ConversationItem = { ...item, id }
      return answers.of(
        "addItem",
        event_id,
        (event) =>
          (event.type === "conversation.item.added" || event.type === "conversation.item.created") &&
          event.item.id === id
            ? event.item
            : undefined,
        send("addItem", {
          type: "conversation.item.create",
          event_id,
          ...(after === undefined ? {} : { previous_item_id: after }),
          item: named
        })
      )
    })

  const createResponse = (params: ResponseCreateParams = {}): Effect.Effect<string, SessionError> =>
    requests.ask(params, policy)

  return {
    addItem,
    createResponse,
    sendText: Effect.fnUntraced(function* (text: string) {
      const id = newId("item")
      yield* addItem({ type: "message", role: "user", id, content: [{ type: "input_text", text }] })
      return { itemId: id, responseId: yield* createResponse() }
    }),
    sendAudio: (samples) => {
      const media = Option.getOrUndefined(connection.media)
      if (media !== undefined) return Effect.mapError(media.send(samples), mapError("sendAudio"))
      return Effect.suspend(() =>
        Effect.forEach(uplink.append(samples), (event) => send("sendAudio", event), { discard: true })
      )
    },
    commit: Effect.suspend(() => {
      const event_id = newId("event")
      const tooShort = Option.isSome(connection.media) ? undefined : uplink.commit()
      if (tooShort !== undefined) {
        return Effect.fail(new SessionError({ command: "commit", reason: new Unfit({ message: tooShort }) }))
      }
      return answers.of(
        "commit",
        event_id,
        (event) => (event.type === "input_audio_buffer.committed" ? event.item_id : undefined),
        send("commit", { type: "input_audio_buffer.commit", event_id })
      )
    }),
    configure: (session) =>
      Effect.suspend(() => {
        const event_id = newId("event")
        return answers.of(
          "configure",
          event_id,
          (event) => (event.type === "session.updated" ? event.session : undefined),
          send("configure", { type: "session.update", event_id, session })
        )
      }),
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

/** The user's audio in the session's format, in events of at most 100 ms. Nothing is held back. */
const makeUplink = (state: () => SessionState) => {
  let samplesHeld = 0
  const cut = (samples: Int16Array): ReadonlyArray<ClientEvent> => {
    const format = inputFormat(state().session)
    if (format.type === "audio/pcm") {
      const chunker = InputChunker.make({ format })
      return [...chunker.push(samples), ...chunker.flush()]
    }
    return cutLaw(format.type, samples)
  }
  return {
    append: (samples: Int16Array): ReadonlyArray<ClientEvent> => {
      samplesHeld += samples.length
      return cut(samples)
    },
    /** Why a commit would be refused; only where no turn detection commits by itself, whose share nobody knows. */
    commit: (): string | undefined => {
      const { session } = state()
      const format = inputFormat(session)
      const heldMs = (samplesHeld * 1000) / (format.type === "audio/pcm" ? format.rate : 8000)
      if (heldMs < 100 && !detectsTurns(session)) {
        return `a commit needs at least 100 ms of audio and there are ${heldMs} ms; send more audio first`
      }
      samplesHeld = 0
      return undefined
    }
  }
}

const cutLaw = (law: G711Law, samples: Int16Array): ReadonlyArray<ClientEvent> => {
  const chunker = InputChunker.make<{ readonly type: G711Law }>({ format: { type: law } })
  return [...chunker.push(G711.encode<G711Law>(law, samples)), ...chunker.flush()]
}
