/** Parts with one thing wrong with each, and the invariant that has to notice. */
import type { ClientEvent, Connection, Decoded, ServerEvent, UnknownEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import type { SessionState } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Parts } from "./Parts.ts"

export interface Broken {
  readonly what: string
  /** The id of the invariant. */
  readonly noticedBy: string
  readonly parts: Partial<Parts>
}

type Ours = Connection<ServerEvent, ClientEvent>
type Theirs = Connection<ClientEvent, ServerEvent>

/** A client's end that receives something else than what came. If `hears` returns `undefined`, it receives nothing. */
const hearing =
  (hears: (event: ServerEvent) => ServerEvent | undefined) =>
  (connection: Ours): Ours => ({
    ...connection,
    incoming: Stream.filterMap(connection.incoming, (decoded): Result.Result<Decoded<ServerEvent>, undefined> => {
      if (decoded._tag !== "Known") return Result.succeed(decoded)
      const event = hears(decoded.event)
      return event === undefined ? Result.fail(undefined) : Result.succeed({ _tag: "Known", event })
    })
  })

const deafTo = (types: RegExp): Partial<Parts> => ({
  client: hearing((event) => (types.test(event.type) ? undefined : event))
})

/** A client's end that does something else than to send. If `sends` returns `undefined`, it sends. */
const sending =
  (sends: (event: ClientEvent | UnknownEvent) => Effect.Effect<void> | undefined) =>
  (connection: Ours): Ours => ({ ...connection, send: (event) => sends(event) ?? connection.send(event) })

/** A server's end that does something before it sends. */
const saying =
  (before: (event: ServerEvent | UnknownEvent, connection: Theirs) => ReturnType<Theirs["send"]>) =>
  (connection: Theirs): Theirs => ({
    ...connection,
    send: (event) => Effect.andThen(before(event, connection), connection.send(event))
  })

/** Calls that the model did not complete look as if it had. */
const whole = <I extends ConversationItem>(item: I): I =>
  item.type === "function_call" && "status" in item && item.status === "incomplete"
    ? { ...item, status: "completed" }
    : item

/** Every second state has the first response as it was in the beginning. */
const forgetful = () => {
  let n = 0
  return (state: SessionState): SessionState => {
    const [first] = state.responses.values()
    if ((n += 1) % 2 === 0 || first === undefined) return state
    return { ...state, responses: state.responses.with(first.id, { ...first, status: "in_progress" }) }
  }
}

export const brokenParts: ReadonlyArray<Broken> = [
  {
    what: "a wire that loses what the server says of deletions",
    noticedBy: "items-agree",
    parts: deafTo(/^conversation\.item\.deleted$/)
  },
  {
    what: "a wire that strips the bill",
    noticedBy: "usage-agrees",
    parts: {
      client: hearing((event) =>
        event.type === "response.done" ? { ...event, response: { ...event.response, usage: null } } : event
      )
    }
  },
  {
    what: "a speaker that plays everything twice",
    noticedBy: "heard-once",
    parts: {
      speaker: (speaker) => ({
        ...speaker,
        queue: (samples) => {
          speaker.queue(samples)
          speaker.queue(samples)
        }
      })
    }
  },
  {
    what: "a session that never truncates",
    noticedBy: "heard-is-kept",
    parts: {
      client: sending((event) => (event.type === "conversation.item.truncate" ? Effect.void : undefined))
    }
  },
  {
    what: "a speaker that does not stop when it is cleared",
    noticedBy: "no-orphan-speaks",
    parts: {
      speaker: (speaker) => ({ ...speaker, clear: () => Promise.resolve({ until: 0, latencyMs: 0, resumesAt: 0 }) })
    }
  },
  {
    what: "a server that answers twice at once",
    noticedBy: "one-writer",
    parts: {
      server: saying((event, connection) =>
        event.type === "response.created"
          ? connection.send({ ...event, response: { ...event.response, id: `${event.response.id}_twin` } })
          : Effect.void
      )
    }
  },
  {
    what: "a wire that loses the ends of responses",
    noticedBy: "responses-end",
    parts: deafTo(/^response\.done$/)
  },
  {
    what: "a state that forgets that a response has ended",
    noticedBy: "statuses-forward",
    parts: { session: (session) => ({ ...session, changes: Stream.map(session.changes, forgetful()) }) }
  },
  {
    what: "a wire that loses the ends of transcripts",
    noticedBy: "transcripts-end",
    parts: deafTo(/input_audio_transcription\.(completed|failed)$/)
  },
  {
    what: "calls that were cut short and look whole",
    noticedBy: "calls-run-once",
    parts: {
      client: hearing((event) => {
        if (event.type === "response.output_item.done" || event.type === "conversation.item.done") {
          return { ...event, item: whole(event.item) }
        }
        if (event.type !== "response.done") return event
        return { ...event, response: { ...event.response, output: (event.response.output ?? []).map(whole) } }
      })
    }
  },
  {
    what: "refusals that do not say why",
    noticedBy: "benign-silent",
    parts: {
      client: hearing((event) => (event.type === "error" ? { ...event, error: { ...event.error, code: null } } : event))
    }
  },
  {
    what: "a session that never deletes",
    noticedBy: "commands-settle",
    parts: { session: (session) => ({ ...session, deleteItem: () => Effect.never }) }
  },
  {
    what: "a wire that loses what the server says of settings",
    noticedBy: "answers-arrive",
    parts: deafTo(/^session\.updated$/)
  },
  {
    what: "a wire that loses the ends of playback",
    noticedBy: "playback-ends",
    parts: deafTo(/^output_audio_buffer\.(stopped|cleared)$/)
  },
  {
    what: "a server that never ends a session whose time is up",
    noticedBy: "sessions-expire",
    parts: {
      server: (connection) => ({
        ...connection,
        close: (code, reason) => (code === 1001 ? Effect.void : connection.close(code, reason))
      })
    }
  },
  {
    what: "a client's end that closes as soon as it is greeted",
    noticedBy: "connects-seldom",
    parts: {
      client: (connection) => ({
        ...connection,
        incoming: Stream.tap(connection.incoming, (decoded) =>
          decoded._tag === "Known" && decoded.event.type === "session.created"
            ? Effect.asVoid(Effect.forkDetach(Effect.delay(connection.close(1012), 20)))
            : Effect.void
        )
      })
    }
  },
  {
    what: "a server that cuts off a client that reconfigures it, as if the client were too slow",
    noticedBy: "queues-bounded",
    parts: {
      server: saying((event, connection) =>
        event.type === "session.updated" ? connection.close(1008, "too slow") : Effect.void
      )
    }
  },
  {
    what: "a server with a bug",
    noticedBy: "nothing-dies",
    parts: { server: saying((event) => (event.type === "session.updated" ? Effect.die("a bug") : Effect.void)) }
  },
  {
    what: "a client's end that leaves something running",
    noticedBy: "nothing-left",
    parts: {
      client: (connection) => ({
        ...connection,
        send: (event) => Effect.andThen(Effect.forkDetach(Effect.never), connection.send(event))
      })
    }
  }
]
