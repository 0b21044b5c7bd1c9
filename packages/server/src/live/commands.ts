/** The events of clients. Each is applied, or refused with an `error` event to its sender. */
import * as Live from "@antiphon/core/live"
import type { Decoded } from "@antiphon/core"
import * as Result from "effect/Result"
import { decodeSamples } from "../machine/codec.ts"
import { eventIdOf, understand } from "../machine/understand.ts"
import type { Sender } from "./Message.ts"
import { maySend } from "./access.ts"
import { begin, historyOf, message, remember, update } from "./settings.ts"
import { read } from "./sound.ts"
import { takeSound } from "./takeSound.ts"
import { maxJobs, say } from "./speaking.ts"
import type { LiveState } from "./State.ts"
import { failure, type LiveRefusal, type LiveStep, output, placeOf, refuse, send, andThen } from "./Step.ts"

type Applied = Result.Result<LiveStep, LiveRefusal>
type EventNamed<T extends Live.ClientEvent["type"]> = Extract<Live.ClientEvent, { readonly type: T }>

/** The longest fixture, in samples. */
const maxFixture = 30 * 24_000
/** The characters of an append. Its 500 tokens have at most as many. */
const maxAppend = 4000
/** How often the usage is sent. */
export const usageMs = 15_000

/** Applies an event, or says why not. */
export const client = (state: LiveState, from: Sender, decoded: Decoded<Live.ClientEvent>, now: number): LiveStep => {
  const done = Result.flatMap(understand(Live.ClientEvent, withoutItem(decoded)), (event) =>
    event.type === "response.item.create" ? backend(state, itemOf(decoded)) : apply(state, from, event, now)
  )
  return Result.isFailure(done) ? failure(state, asLive(done.failure), from, eventIdOf(decoded)) : done.success
}

/** An item of the Responses API has fields that Live does not name. They are not read strictly. */
const withoutItem = (decoded: Decoded<Live.ClientEvent>): Decoded<Live.ClientEvent> =>
  decoded._tag === "Known" && decoded.event.type === "response.item.create"
    ? { ...decoded, event: { ...decoded.event, item: {} } }
    : decoded

const itemOf = (decoded: Decoded<Live.ClientEvent>): object =>
  decoded._tag === "Known" && decoded.event.type === "response.item.create" ? decoded.event.item : {}

/** The strict reading of this server refuses only with codes that Live has too. */
export const asLive = ({
  code,
  message: words,
  param
}: {
  code: string
  message: string
  param: string | null
}): LiveRefusal => {
  const known = codes.find((each) => each === code)
  return refuse(known ?? "invalid_event", words, param)
}

const codes = [
  "invalid_event",
  "missing_required_parameter",
  "unknown_parameter",
  "invalid_value",
  "session_not_started",
  "session_already_started",
  "fixture_already_playing",
  "delegation_not_found",
  "too_many_appends"
] as const

const notStarted = refuse("session_not_started", "Send session.start first.", "type")

const apply = (state: LiveState, from: Sender, event: Live.ClientEvent, now: number): Applied => {
  if (event.type === "session.start") return startSession(state, from, event, now)
  if (state.isCall && from === "primary" && !maySend(state.session, event.type)) {
    return Result.fail(refuse("invalid_event", `This data channel may not send ${event.type}.`, "type"))
  }
  if (state.phase === "waiting") return Result.fail(notStarted)
  const answer = event.event_id == null ? {} : { client_event_id: event.event_id }
  switch (event.type) {
    case "session.input_audio.append":
      if (from !== "primary") {
        return Result.fail(
          refuse("invalid_event", "A sideband sends no audio. Only the first connection does.", "type")
        )
      }
      return state.isCall
        ? Result.fail(refuse("invalid_event", "The audio of a call travels in its track. Send no appends.", "type"))
        : append(state, event.audio)
    case "session.input_audio.mute":
      return Result.succeed(send({ ...state, isMuted: true }, { type: "session.input_audio.muted", ...answer }))
    case "session.input_audio.unmute":
      return Result.succeed(send({ ...state, isMuted: false }, { type: "session.input_audio.unmuted", ...answer }))
    case "session.output_audio.fixture.play":
      return state.isCall && from === "primary"
        ? Result.fail(refuse("invalid_event", "A data channel plays no fixtures. Use a sideband.", "type"))
        : playFixture(state, event)
    case "session.instructions.append":
    case "session.thinking.append":
    case "session.commentary.append":
      return appendText(state, event, answer)
    case "session.update":
      return Result.map(update(state.session, event.session), (session) =>
        send({ ...state, session }, { type: "session.updated", ...answer, session })
      )
    case "session.close":
      return Result.succeed(close(state, "close_requested", now, answer))
    case "response.item.create":
    case "response.create":
      return backend(state, undefined)
    case "transport.dtmf.send":
      return Result.fail(refuse("invalid_event", "The session is no call, so it has no keys.", "type"))
    case "decision.create":
    case "decision.item.create":
    case "decision.item.delete":
      return Result.fail(refuse("invalid_event", "This server makes no decisions.", "type"))
  }
}

const startSession = (state: LiveState, from: Sender, event: EventNamed<"session.start">, now: number): Applied => {
  if (state.phase !== "waiting" || from !== "primary") {
    return Result.fail(refuse("session_already_started", "The session has started. Send it no session.start.", "type"))
  }
  const answer = event.event_id == null ? {} : { client_event_id: event.event_id }
  return open(state, event.session, now, answer)
}

/** Opens the session. */
export const open = (
  state: LiveState,
  asked: Live.SessionStartConfig,
  now: number,
  answer: { readonly client_event_id?: string } = {}
): Applied =>
  Result.map(begin(state, asked, now), (session) => {
    const history = historyOf(state, asked)
    const opened: LiveState = { ...state, phase: "open", session, history, startedAt: now, usageAt: now + usageMs }
    return andThen(send(opened, { type: "session.started", ...answer, session }), (each) =>
      output(each, { _tag: "Started", id: session.id ?? "" }, { _tag: "Wake", at: now + 100 })
    )
  })

const append = (state: LiveState, base64: string): Applied =>
  Result.mapBoth(read(state.session.audio, state.passages.input, base64), {
    onFailure: (words) => refuse("invalid_value", words, "audio"),
    onSuccess: ({ passage, samples }) =>
      takeSound({ ...state, passages: { ...state.passages, input: passage } }, samples)
  })

const playFixture = (state: LiveState, event: EventNamed<"session.output_audio.fixture.play">): Applied => {
  if (state.fixture !== undefined) {
    return Result.fail(refuse("fixture_already_playing", "A fixture plays. Wait until it was played.", "type"))
  }
  return Result.mapBoth(decodeSamples(event.audio), {
    onFailure: (words) => refuse("invalid_value", words, "audio"),
    onSuccess: (samples) => output({ ...state, fixture: { samples, sent: 0, eventId: event.event_id ?? null } })
  }).pipe(
    Result.flatMap((step) =>
      (step.state.fixture?.samples.length ?? 0) > maxFixture
        ? Result.fail(refuse("invalid_value", "A fixture plays at most 30 s. Split it.", "audio"))
        : Result.succeed(step)
    )
  )
}

const appendText = (
  state: LiveState,
  {
    content,
    delegation_id: id,
    type
  }: EventNamed<"session.commentary.append" | "session.thinking.append" | "session.instructions.append">,
  answer: { readonly client_event_id?: string }
): Applied => {
  if (content.length > maxAppend) {
    return Result.fail(refuse("invalid_value", "The text has more than 500 tokens. Split it.", "content"))
  }
  if (id !== null && state.session.delegation?.type === "responses") {
    const words = "A Responses model does the delegated work. Send null."
    return Result.fail(refuse("invalid_value", words, "delegation_id"))
  }
  if (id !== null && !state.delegations.includes(id)) {
    return Result.fail(refuse("delegation_not_found", "There is no such delegation.", "delegation_id"))
  }
  const at = placeOf(state.sent)
  const place = { ...answer, start_ms: at, end_ms: at }
  if (type !== "session.commentary.append") {
    const known = remember(state, message("system", content))
    const kind = type === "session.instructions.append" ? "instructions" : "thinking"
    return Result.succeed(send(known, { type: `session.${kind}.appended`, ...place }))
  }
  if (state.jobs.length >= maxJobs) {
    return Result.fail(refuse("too_many_appends", "The model has too much to say. Wait for it.", "content"))
  }
  const answered = send(state, { type: "session.commentary.appended", ...place })
  return Result.succeed(andThen(answered, (each) => say(each, { _tag: "Speak", text: content })))
}

/** The output of a tool, or without one the wish that the model goes on. Refused unless a Responses model does the work. */
const backend = (state: LiveState, item: object | undefined): Applied => {
  if (state.phase === "waiting") return Result.fail(notStarted)
  if (state.session.delegation?.type !== "responses") {
    return Result.fail(refuse("invalid_event", "The client does the delegated work. Answer by appends.", "type"))
  }
  if (item === undefined) return Result.succeed(say(state, { _tag: "Respond" }))
  const { call_id, output: text } = item as { readonly call_id?: unknown; readonly output?: unknown }
  if (typeof call_id !== "string") {
    const param = "item.call_id"
    return Result.fail(refuse("missing_required_parameter", `Missing required parameter: '${param}'.`, param))
  }
  const words = typeof text === "string" ? text : JSON.stringify(text ?? null)
  const result = { item: { type: "function_call_output", call_id, output: words } as const, audio: [] }
  return Result.succeed(output(remember(state, result)))
}

/** Ends the session in order. */
export const close = (
  state: LiveState,
  reason: Live.CloseReason,
  now: number,
  answer: { readonly client_event_id?: string } = {}
): LiveStep => {
  const closed: LiveState = { ...state, phase: "closed" }
  const usage = { seconds: secondsOf(state, now) }
  return andThen(send(closed, { type: "session.closed", ...answer, reason, session: state.session, usage }), (each) =>
    output(each, { _tag: "Close", code: 1000, reason: "" })
  )
}

/** The seconds since the start. */
export const secondsOf = ({ startedAt }: LiveState, now: number): number => Math.round(now - startedAt) / 1000
