/** Parts with one thing wrong with each, and the invariant that has to notice. */
import type * as Live from "@antiphon/core/live"
import { type LiveErrorReason, LiveMachine as Client, type LiveState } from "@antiphon/live"
import { LiveMachine as Server } from "@antiphon/server"
import type { Parts } from "./Parts.ts"

export interface Broken {
  readonly what: string
  /** The id of the invariant. */
  readonly noticedBy: string
  readonly parts: () => Partial<Parts>
}

type ServerStep = (step: Server.LiveStep, before: Server.LiveState, input: Server.LiveInput) => Server.LiveStep
type ClientStep = (step: Client.LiveStep, before: LiveState, input: Client.LiveInput) => Client.LiveStep

const server = (change: ServerStep) => (): Partial<Parts> => ({
  server: () => (state, input) => change(Server.step(state, input), state, input)
})
const client = (change: ClientStep) => (): Partial<Parts> => ({
  client: () => (state, input) => change(Client.step(state, input), state, input)
})

/** A server that sends other events. `change` returns what it sends in place of one. */
const sending = (change: (event: Live.ServerEvent, to: string) => ReadonlyArray<Live.ServerEvent>) =>
  server(({ outputs, state }) => ({
    state,
    outputs: outputs.flatMap((each): ReadonlyArray<Server.LiveOutput> =>
      each._tag === "Send" ? change(each.event, each.to).map((event) => ({ ...each, event })) : [each]
    )
  }))

/** A server that sends other events of one type. */
const changing = <T extends Live.ServerEvent["type"]>(
  type: T,
  change: (event: Extract<Live.ServerEvent, { readonly type: T }>) => ReadonlyArray<Live.ServerEvent>
) => sending((event) => (isOf(event, type) ? change(event) : [event]))

const isOf = <T extends Live.ServerEvent["type"]>(
  event: Live.ServerEvent,
  type: T
): event is Extract<Live.ServerEvent, { readonly type: T }> => event.type === type

/** A client whose machine asks for other things. */
const doing = (change: (output: Client.LiveOutput) => ReadonlyArray<Client.LiveOutput>) =>
  client(({ outputs, state }) => ({ state, outputs: outputs.flatMap(change) }))

const dropped: LiveErrorReason["_tag"] = "Disconnected"

export const brokenParts: ReadonlyArray<Broken> = [
  {
    what: "a server that sends no silence",
    noticedBy: "audio-out-is-time",
    parts: changing("session.output_audio.delta", (event) => (/^A+=*$/.test(event.delta) ? [] : [event]))
  },
  {
    what: "a server that leaves its caller out of the silence",
    noticedBy: "audio-lasts-alike-in-every-format",
    parts: sending((event, to) =>
      to === "primary" && event.type === "session.output_audio.delta" && /^A+=*$/.test(event.delta) ? [] : [event]
    )
  },
  {
    what: "a server that loses a block of speech when the next one comes",
    noticedBy: "speech-is-whole",
    parts: server(({ outputs, state }, _before, input) =>
      input._tag === "Chunk" && input.chunk._tag === "Audio"
        ? { outputs, state: { ...state, speech: state.speech.slice(-1) } }
        : { outputs, state }
    )
  },
  {
    what: "a server that speaks the newest block first",
    noticedBy: "speech-is-in-order",
    parts: server(({ outputs, state }, _before, input) =>
      input._tag === "Chunk" && input.chunk._tag === "Audio"
        ? { outputs, state: { ...state, speech: state.speech.toReversed() } }
        : { outputs, state }
    )
  },
  {
    what: "a server that goes on speaking when the caller begins",
    noticedBy: "interruption-silences",
    parts: server((step, { queued, speech, words }, input) =>
      input._tag === "Turn" && input.event._tag === "SpeechStarted"
        ? { ...step, state: { ...step.state, speech, queued, words } }
        : step
    )
  },
  {
    what: "a server that speaks while a fixture plays",
    noticedBy: "fixture-is-whole",
    parts: () => ({
      server: () => (state, input) => {
        const { fixture, speech } = state
        if (input._tag !== "Tick" || fixture === undefined || fixture.sent === 0 || speech.length === 0) {
          return Server.step(state, input)
        }
        const step = Server.step({ ...state, fixture: undefined }, input)
        return { ...step, state: { ...step.state, fixture } }
      }
    })
  },
  {
    what: "a server that sends the model a muted caller",
    noticedBy: "mute-is-silence",
    parts: server((step) => ({
      ...step,
      outputs: step.outputs.map((each) =>
        each._tag === "Feed" ? { ...each, samples: each.samples.map(() => 8000) } : each
      )
    }))
  },
  {
    what: "a server that loses the places of the caller's audio",
    noticedBy: "caller-is-reflected",
    parts: changing("session.input_audio.append", (event) => [{ ...event, start_ms: 0, end_ms: 0 }])
  },
  {
    what: "a server that answers an append twice",
    noticedBy: "append-is-answered-once",
    parts: changing("session.commentary.appended", (event) => [event, event])
  },
  {
    what: "a client that settles no command when the connection ends",
    noticedBy: "command-settles-once",
    parts: doing((output) =>
      output._tag === "Settle" && output.result._tag === "Failure" && output.result.failure._tag === dropped
        ? []
        : [output]
    )
  },
  {
    what: "a client that takes the answer of another for its own",
    noticedBy: "answer-is-the-commands-own",
    parts: () => ({
      client: () => (state, input) =>
        input._tag === "Received" &&
        input.decoded._tag === "Known" &&
        input.decoded.event.type === "session.commentary.appended"
          ? Client.step(state, {
              ...input,
              decoded: { _tag: "Known", event: { type: "session.commentary.appended" } }
            })
          : Client.step(state, input)
    })
  },
  {
    what: "a server that refuses an update without changes",
    noticedBy: "honest-client-is-served",
    parts: changing("session.updated", ({ client_event_id }) => [
      {
        type: "error",
        client_event_id: client_event_id ?? null,
        error: { code: "invalid_value", message: "Nothing changes." }
      }
    ])
  },
  {
    what: "a client that loses words without a space before them",
    noticedBy: "turns-keep-every-word",
    parts: client((step, before, input) =>
      input._tag === "Received" &&
      input.decoded._tag === "Known" &&
      input.decoded.event.type === "session.output_transcript.delta" &&
      !input.decoded.event.delta.startsWith(" ")
        ? { ...step, state: { ...step.state, turns: before.turns } }
        : step
    )
  },
  {
    what: "a client that puts each turn at the front",
    noticedBy: "turns-are-in-order",
    parts: client((step, before) =>
      step.state.turns.length > before.turns.length
        ? { ...step, state: { ...step.state, turns: step.state.turns.toSorted((a, b) => b.id - a.id) } }
        : step
    )
  },
  {
    what: "a server whose words begin where they end",
    noticedBy: "words-have-places",
    parts: changing("session.output_transcript.delta", (event) => [
      { ...event, start_ms: event.end_ms ?? 0, end_ms: event.start_ms ?? 0 }
    ])
  },
  {
    what: "a client that hands no work on",
    noticedBy: "delegation-is-handed-on",
    parts: doing((output) => (output._tag === "Delegate" ? [] : [output]))
  },
  {
    what: "a client that answers a call twice",
    noticedBy: "call-is-answered-once",
    parts: doing((output) =>
      output._tag === "Send" && output.event.type === "response.item.create" ? [output, output] : [output]
    )
  },
  {
    what: "a client that answers calls and never lets the model go on",
    noticedBy: "work-goes-on",
    parts: doing((output) => (output._tag === "Send" && output.event.type === "response.create" ? [] : [output]))
  },
  {
    what: "a server that keeps the caller's audio in tiny blocks",
    noticedBy: "state-is-bounded",
    parts: server(({ outputs, state }) => ({
      outputs,
      state: { ...state, recent: [...state.recent, ...Array.from({ length: 200 }, () => new Int16Array(0))] }
    }))
  },
  {
    what: "a server whose use counts minutes at the end",
    noticedBy: "usage-never-falls",
    parts: changing("session.closed", (event) => [{ ...event, usage: { seconds: (event.usage?.seconds ?? 0) / 60 } }])
  },
  {
    what: "a client that takes its use for settled when the socket is lost",
    noticedBy: "usage-is-settled-by-the-server",
    parts: doing((output) =>
      output._tag === "End"
        ? [{ ...output, end: { ...output.end, usage: { ...output.end.usage, isSettled: true } } }]
        : [output]
    )
  },
  {
    what: "a server that reports its use after the end",
    noticedBy: "closed-is-last",
    parts: changing("session.closed", (event) => [
      event,
      { type: "session.usage.updated", usage: { seconds: event.usage?.seconds ?? 0 } }
    ])
  },
  {
    what: "a client that forgets that its close was not answered",
    noticedBy: "end-is-true",
    parts: doing((output) =>
      output._tag === "End" && output.end._tag === "Lost"
        ? [{ ...output, end: { ...output.end, isCloseUnanswered: false } }]
        : [output]
    )
  },
  {
    what: "a server whose sessions last longer than they may",
    noticedBy: "session-expires-in-time",
    parts: () => ({
      server: () => (state, input) => {
        const step = Server.step({ ...state, sessionMs: 7_200_000 }, input)
        return { ...step, state: { ...step.state, sessionMs: state.sessionMs } }
      }
    })
  },
  {
    what: "a server that sleeps after it was updated",
    noticedBy: "clock-goes-on",
    parts: server((step, _before, input) =>
      input._tag === "Tick" ? { ...step, outputs: step.outputs.filter(({ _tag }) => _tag !== "Wake") } : step
    )
  }
]
