/** Parts with one thing wrong with each, and the invariant that has to notice. */
import type { ClientEvent, ServerEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import { SessionMachine, type SessionState } from "@antiphon/session"
import type { Parts } from "./Parts.ts"

export interface Broken {
  readonly what: string
  /** The id of the invariant. */
  readonly noticedBy: string
  readonly parts: Partial<Parts>
}

type Step = typeof SessionMachine.step

/** A client's end that receives something else than what came. If `hears` returns `undefined`, it receives nothing. */
const hearing = (hears: (event: ServerEvent) => ServerEvent | undefined): Partial<Parts> => ({
  receive: (decoded) => {
    if (decoded._tag !== "Known") return decoded
    const event = hears(decoded.event)
    return event === undefined ? undefined : { _tag: "Known", event }
  }
})

const deafTo = (types: RegExp): Partial<Parts> => hearing((event) => (types.test(event.type) ? undefined : event))

/** A machine whose outputs are others. */
const doing = (outputs: (output: SessionMachine.Output) => ReadonlyArray<SessionMachine.Output>): Partial<Parts> => ({
  step: (): Step => (state, input) => {
    const next = SessionMachine.step(state, input)
    return { ...next, outputs: next.outputs.flatMap(outputs) }
  }
})

/** Calls that the model did not complete look as if it had. */
const whole = <I extends ConversationItem>(item: I): I =>
  item.type === "function_call" && "status" in item && item.status === "incomplete"
    ? { ...item, status: "completed" }
    : item

const wholeCalls = (event: ServerEvent): ServerEvent => {
  if (event.type === "response.output_item.done" || event.type === "conversation.item.done") {
    return { ...event, item: whole(event.item) }
  }
  if (event.type !== "response.done") return event
  return { ...event, response: { ...event.response, output: (event.response.output ?? []).map(whole) } }
}

/** Every second state has the first response as it was in the beginning. */
const forgetful = () => {
  let n = 0
  return (state: SessionState): SessionState => {
    const [first] = state.responses.values()
    if ((n += 1) % 2 === 0 || first === undefined) return state
    return { ...state, responses: state.responses.with(first.id, { ...first, status: "in_progress" }) }
  }
}

/** A machine that grows with each step, beyond what it was given. */
const hoarding = (): Step => {
  const kept: Array<unknown> = []
  return (state, input) => {
    const next = SessionMachine.step(state, input)
    for (let n = 0; n < 200; n++) kept.push({ n })
    return { ...next, state: { ...next.state, hoard: kept } }
  }
}

/** The words of an answer that is replayed, cut to half. */
const halved = (event: ClientEvent): ClientEvent => {
  if (event.type !== "conversation.item.create" || event.event_id?.startsWith("replay_") !== true) return event
  const { item } = event
  if (item.type !== "message" || item.role !== "assistant" || !("content" in item)) return event
  const content = item.content.map((part) =>
    part.type === "output_text" && "text" in part ? { ...part, text: (part.text ?? "").slice(0, 2) } : part
  )
  return { ...event, item: { ...item, content } }
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
    parts: hearing((event) =>
      event.type === "response.done" ? { ...event, response: { ...event.response, usage: null } } : event
    )
  },
  {
    what: "a speaker that plays everything twice",
    noticedBy: "heard-once",
    parts: {
      speaker: (speaker) => ({
        ...speaker,
        queue: (stretches) => {
          speaker.queue(stretches)
          speaker.queue(stretches)
        }
      })
    }
  },
  {
    what: "a session that never truncates",
    noticedBy: "heard-is-kept",
    parts: { send: (event) => (event.type === "conversation.item.truncate" ? undefined : event) }
  },
  {
    what: "a speaker that does not stop when it is cleared",
    noticedBy: "no-orphan-speaks",
    parts: { speaker: (speaker) => ({ ...speaker, clear: () => ({ until: 0, latencyMs: 0, resumesAt: 0 }) }) }
  },
  {
    what: "a server that answers twice at once",
    noticedBy: "one-writer",
    parts: {
      say: (event) =>
        event.type === "response.created"
          ? [{ ...event, response: { ...event.response, id: `${event.response.id}_twin` } }, event]
          : [event]
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
    parts: { shown: forgetful }
  },
  {
    what: "a wire that loses the ends of transcripts",
    noticedBy: "transcripts-end",
    parts: deafTo(/input_audio_transcription\.(completed|failed)$/)
  },
  { what: "calls that were cut short and look whole", noticedBy: "calls-run-once", parts: hearing(wholeCalls) },
  {
    what: "refusals that do not say why",
    noticedBy: "benign-silent",
    parts: hearing((event) => (event.type === "error" ? { ...event, error: { ...event.error, code: null } } : event))
  },
  {
    what: "a session that never deletes",
    noticedBy: "commands-settle",
    parts: {
      step: (): Step => (state, input) =>
        input._tag === "Command" && input.command._tag === "deleteItem"
          ? { state, outputs: [] }
          : SessionMachine.step(state, input)
    }
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
    parts: { closes: (code) => code !== 1001 }
  },
  {
    what: "a server that closes as soon as it has greeted",
    noticedBy: "connects-seldom",
    parts: { say: (event) => (event.type === "session.created" ? [event, 1012] : [event]) }
  },
  {
    what: "a server that cuts off a client that reconfigures it, as if the client were too slow",
    noticedBy: "queues-bounded",
    parts: { say: (event) => (event.type === "session.updated" ? [1008] : [event]) }
  },
  {
    what: "a server with a bug",
    noticedBy: "nothing-dies",
    parts: {
      say: (event) => {
        if (event.type === "session.updated") throw new Error("a bug")
        return [event]
      }
    }
  },
  {
    what: "a session that sets a timer more than it takes back",
    noticedBy: "nothing-left",
    parts: doing((output) =>
      output._tag === "Send" ? [output, { _tag: "SetTimer", timer: "forgotten", afterMs: 1e9 }] : [output]
    )
  },
  {
    what: "a session whose interruptions never end",
    noticedBy: "nothing-waits",
    parts: {
      step: (): Step => (state, input) =>
        input._tag === "SpeakerStopped" || (input._tag === "TimerRan" && input.timer.startsWith("clear"))
          ? { state, outputs: [] }
          : SessionMachine.step(state, input)
    }
  },
  {
    what: "a session that answers twice",
    noticedBy: "settles-once",
    parts: doing((output) => (output._tag === "Settle" ? [output, output] : [output]))
  },
  { what: "a machine that hoards", noticedBy: "memory-bounded", parts: { step: hoarding } },
  {
    what: "a replay that tells too few words",
    noticedBy: "replay-is-heard",
    parts: { send: halved }
  }
]
