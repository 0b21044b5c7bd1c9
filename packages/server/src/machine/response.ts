/**
 * Responses as a whole. A response is created, written, and ends in one of five ways (protocol sections 1.4, 1.5, 2 (1),
 * (2), (7), (8)). Its items are in `outputItem.ts`.
 */
import type { ClientEvent, EventNamed } from "@antiphon/core"
import type { Response, ResponseCreateParams, ResponseInputItem, ResponseStatusError } from "@antiphon/core/shapes"
import * as Chunk from "effect/Chunk"
import * as Result from "effect/Result"
import { type ContextItem, EngineError, type ResponseChunk, type ResponseRequest } from "../engine/Contract.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import { bytesOf, serverFull } from "./holdings.ts"
import * as Idle from "./idle.ts"
import * as Mcp from "./mcp.ts"
import * as OutputItem from "./outputItem.ts"
import * as Playback from "./playback.ts"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"
import { invalidParams } from "./ranges.ts"
import * as RateLimit from "./rateLimit.ts"
import { formatOf, modalityOf, shownFormat, voiceName } from "./Settings.ts"
import type { MachineState, RunningResponse, StoredItem } from "./State.ts"
import { audioTokens, inputTokens, textTokens, usage } from "./usage.ts"

/** A client event by its type. */
type Event<T extends ClientEvent["type"]> = EventNamed<typeof ClientEvent, T>

/** The running response that writes to the conversation. */
const active = (state: MachineState): RunningResponse | undefined =>
  [...state.responses.values()].find(({ inConversation }) => inConversation)

/** Refuses a second response that would write to the conversation. */
const alreadyActive = (running: RunningResponse): Refusal =>
  refuse(
    "conversation_already_has_active_response",
    `Conversation already has an active response in progress: ${running.id}. Wait until it is done, or cancel it.`
  )

/** Handles `response.create`. */
export const create = (draft: Draft, event: Event<"response.create">): Refusal | undefined => {
  const params = event.response ?? {}
  const invalid = invalidParams(params) ?? voiceLocked(draft.state, params)
  if (invalid !== undefined) return invalid
  const running = active(draft.state)
  if (params.conversation !== "none" && running !== undefined) return alreadyActive(running)
  if (params.conversation === "none" && outOfBand(draft.state) >= draft.state.limits.outOfBandResponses) {
    const message = `At most ${draft.state.limits.outOfBandResponses} out-of-band responses run at once. Wait for one to be done.`
    return invalidValue("response.conversation", message)
  }
  if (params.tools !== undefined) Mcp.list(draft, params.tools)
  const context = params.input === undefined ? Result.succeed(draft.state.items) : resolve(draft, params.input)
  if (Result.isFailure(context)) return context.failure
  begin(draft, params, context.success)
  return undefined
}

/** Counts the responses outside of the conversation. */
const outOfBand = (state: MachineState): number =>
  [...state.responses.values()].filter(({ inConversation }) => !inConversation).length

/** Refuses another voice after the session has spoken. */
const voiceLocked = (state: MachineState, params: ResponseCreateParams): Refusal | undefined => {
  const voice = voiceName(params.audio?.output?.voice) ?? state.settings.voice
  return state.spoken && voice !== state.settings.voice
    ? invalidValue(
        "response.audio.output.voice",
        "The voice is fixed after the session has spoken. Open another session for another voice."
      )
    : undefined
}

/** Resolves the items that a response is given in place of the conversation. References are looked up. */
const resolve = (
  draft: Draft,
  input: ReadonlyArray<ResponseInputItem>
): Result.Result<ReadonlyArray<StoredItem>, Refusal> => {
  const resolved: Array<StoredItem> = []
  const calls = Conversation.callsOf(draft.state.items)
  const { inputFormat } = draft.state.settings
  for (const [index, item] of input.entries()) {
    const path = `response.input[${index}]`
    const found =
      item.type === "item_reference"
        ? Result.fromNullishOr(Conversation.find(draft.state, item.id), () =>
            invalidValue(`${path}.id`, `Item with id '${item.id}' is not in the conversation.`)
          )
        : Conversation.accept({ id: Conversation.freeId(draft), item, path }, inputFormat, (id) => calls.has(id))
    if (Result.isFailure(found)) return Result.fail(found.failure)
    const stored = found.success
    if (stored.item.type === "function_call" && stored.item.call_id !== undefined) calls.add(stored.item.call_id)
    resolved.push(stored)
  }
  return Result.succeed(resolved)
}

/** Answers a turn of the user. No client event asked for it, so a refusal names none. */
export const answer = (draft: Draft): void => {
  const running = active(draft.state)
  if (running !== undefined) return draft.error(alreadyActive(running))
  begin(draft, {}, draft.state.items)
}

/** Begins a response to these items, and hands it to the engine unless the rate limit is reached. */
const begin = (draft: Draft, params: ResponseCreateParams, items: ReadonlyArray<StoredItem>): void => {
  const { settings } = draft.state
  const instructions = params.instructions ?? settings.instructions
  const context = items.filter(({ item }) => !("status" in item) || item.status !== "in_progress")
  const running: RunningResponse = {
    id: draft.id("resp"),
    inConversation: params.conversation !== "none",
    modality: modalityOf(params.output_modalities) ?? settings.modality,
    voice: voiceName(params.audio?.output?.voice) ?? settings.voice,
    format: formatOf(params.audio?.output?.format) ?? settings.outputFormat,
    tools: params.tools ?? settings.tools,
    parallelToolCalls: params.parallel_tool_calls ?? settings.parallelToolCalls,
    maxOutputTokens: params.max_output_tokens ?? settings.maxOutputTokens,
    metadata: params.metadata ?? null,
    input: inputTokens(context, instructions),
    inputBytes: params.input === undefined ? 0 : bytesOf(freshOf(draft.state, items)),
    output: Chunk.empty(),
    open: undefined,
    written: { characters: 0, samples: 0 },
    firstAudioAt: undefined,
    playedUntilClear: undefined
  }
  const { turns } = draft.state
  draft.update({ turns: { ...turns, answered: turns.answered + 1 }, idleAt: undefined })
  OutputItem.put(draft, running)
  draft.send("response.created", { response: view(draft.state, running, { status: "in_progress" }) })
  if (RateLimit.isExhausted(draft)) {
    const message = `Rate limit reached: ${draft.state.limits.tokensPerMinute} tokens per minute. Try again later.`
    return fail(draft, running, { type: "rate_limit_error", code: "rate_limit_exceeded", message })
  }
  const request: ResponseRequest = {
    id: running.id,
    turn: turns.answered,
    context: context.map(forEngine),
    instructions,
    modality: running.modality,
    voice: { name: running.voice, speed: settings.speed },
    tools: running.tools,
    toolChoice: params.tool_choice ?? settings.toolChoice,
    parallelToolCalls: running.parallelToolCalls,
    maxOutputTokens: running.maxOutputTokens
  }
  draft.output({ _tag: "Respond", request })
}

/** The items that only this response is given. The others are counted with the conversation. */
const freshOf = ({ items }: MachineState, given: ReadonlyArray<StoredItem>): ReadonlyArray<StoredItem> => {
  const known = new Set(items)
  return given.filter((stored) => !known.has(stored))
}

/** The item as the engine sees it. */
const forEngine = ({ item, audio }: StoredItem): ContextItem => ({
  item,
  audio: [...audio.values()].flatMap(({ blocks }) => Chunk.toReadonlyArray(blocks))
})

/** Handles `response.cancel`. */
export const cancel = (draft: Draft, event: Event<"response.cancel">): Refusal | undefined => {
  const { response_id } = event
  const running = response_id === undefined ? active(draft.state) : draft.state.responses.get(response_id)
  if (running === undefined) {
    const named = response_id === undefined ? "no active response found" : `response '${response_id}' is not active`
    return refuse("response_cancel_not_active", `Cancellation failed: ${named}`)
  }
  stop(draft, running, "cancelled", { type: "cancelled", reason: "client_cancelled" })
  return undefined
}

/** Ends the active response because the user speaks. */
export const interrupt = (draft: Draft): void => {
  const running = active(draft.state)
  if (running !== undefined) stop(draft, running, "cancelled", { type: "cancelled", reason: "turn_detected" })
}

/** Writes the next chunk of the engine. Chunks of a response that has ended are ignored. */
export const wrote = (draft: Draft, responseId: string, chunk: ResponseChunk): void => {
  const before = draft.state.responses.get(responseId)
  if (before === undefined) return
  if (chunk._tag === "FunctionCall" && !before.parallelToolCalls && hasCall(before)) {
    return stop(draft, before, "completed", null)
  }
  if (chunk._tag === "McpCall") Mcp.call(draft, before, chunk.call)
  else OutputItem.write(draft, before, chunk)
  const running = draft.state.responses.get(responseId) ?? before
  if (chunk._tag === "Incomplete")
    return stop(draft, running, "incomplete", { type: "incomplete", reason: chunk.reason })
  const { text, audio } = outputTokens(running)
  if (typeof running.maxOutputTokens === "number" && text + audio >= running.maxOutputTokens) {
    stop(draft, running, "incomplete", { type: "incomplete", reason: "max_output_tokens" })
  }
}

/** Whether the response has written a function call. */
const hasCall = ({ open, output }: RunningResponse): boolean =>
  open?.item.type === "function_call" || Chunk.some(output, ({ type }) => type === "function_call")

/** Completes a response whose engine has finished. */
export const ended = (draft: Draft, responseId: string): void => {
  const running = draft.state.responses.get(responseId)
  if (running !== undefined) finish(draft, running, "completed", null)
}

/** Ends a response whose engine has failed. */
export const failed = (draft: Draft, responseId: string, { message, code }: EngineError): void => {
  const running = draft.state.responses.get(responseId)
  if (running === undefined) return
  fail(draft, running, { type: "server_error", code: code ?? null, message })
}

/** Ends a response for whose next chunk the process has no room. */
export const overflowed = (draft: Draft, responseId: string): void => {
  if (!draft.state.responses.has(responseId)) return
  draft.output({ _tag: "StopResponding", responseId })
  failed(draft, responseId, new EngineError({ part: "respond", code: "server_overloaded", message: serverFull }))
}

/** Ends a response as failed. */
const fail = (draft: Draft, running: RunningResponse, error: ResponseStatusError): void =>
  finish(draft, running, "failed", { type: "failed", error })

/** Why a response ended, as `status_details` has it. */
type Ending = Exclude<Response["status_details"], undefined>
/** The status of a response that is stopped before its engine has finished. */
type StoppedStatus = "cancelled" | "incomplete" | "completed"

/** Ends a response and stops its engine. */
const stop = (draft: Draft, running: RunningResponse, status: StoppedStatus, details: Ending): void => {
  draft.output({ _tag: "StopResponding", responseId: running.id })
  finish(draft, running, status, details)
}

/** Closes the open item, then the response. */
const finish = (draft: Draft, running: RunningResponse, status: string, details: Ending): void => {
  const closed = OutputItem.close(draft, running, status === "completed" ? "completed" : "incomplete")
  const responses = new Map(draft.state.responses)
  responses.delete(running.id)
  draft.update({ responses })
  const bill = usage(
    status === "failed" && Chunk.size(closed.output) === 0 ? nothing : closed.input,
    outputTokens(closed)
  )
  const response = view(draft.state, closed, { status, status_details: details, usage: bill })
  draft.send("response.done", { response })
  RateLimit.spend(draft, bill.total_tokens ?? 0)
  if (running.inConversation) Idle.wait(draft, closed)
  Playback.finish(draft, closed)
}

/** The input of a response that failed before it wrote anything costs nothing. */
const nothing = { text: 0, audio: 0 }

/** Tokens that the response has written. */
const outputTokens = ({ written }: RunningResponse): { readonly text: number; readonly audio: number } => ({
  text: textTokens(written.characters),
  audio: audioTokens("output", written.samples)
})

/** Shows a response as its events do. */
const view = (state: MachineState, running: RunningResponse, standing: Partial<Response>): Response => ({
  id: running.id,
  object: "realtime.response",
  status_details: null,
  output: Chunk.toReadonlyArray(running.output),
  conversation_id: running.inConversation ? state.conversationId : null,
  output_modalities: [running.modality],
  max_output_tokens: running.maxOutputTokens,
  audio: { output: { format: shownFormat(running.format), voice: running.voice } },
  usage: null,
  metadata: running.metadata,
  ...standing
})
