/**
 * The spans of the turns of a session, by its events. A turn begins as the user has spoken or typed, and ends with the answer. Its
 * responses and tools are within it.
 */
import type { Attributes } from "@opentelemetry/api"
import type { Response } from "@antiphon/core/shapes"
import type { EventListener } from "../session/EventListener.ts"
import type { TurnLatency } from "../session/makeLatency.ts"
import type { RealtimeSession } from "../session/RealtimeSession.ts"
import { failureIn, failureOf, keep, measured, usageOf } from "./facts.ts"
import { present } from "./instruments.ts"
import { sessionAttributes, type Telemetry } from "./Telemetry.ts"
import { begin, now, type Work } from "./Work.ts"

interface OpenResponse {
  readonly work: Work
  readonly attributes: Attributes
  /** The calls of its items, by id, with the name of the tool. */
  readonly calls: Map<string, string>
  hasChunk: boolean
}

interface OpenTool {
  readonly work: Work
  readonly attributes: Attributes
}

export interface Turns {
  readonly see: EventListener
  readonly latency: (latency: TurnLatency) => void
  /** The connection is gone. What the session does not carry on has ended. */
  readonly interrupted: () => void
  readonly end: () => void
}

// oxlint-disable-next-line eslint/max-lines-per-function -- the spans of one session share what is open
export const makeTurns = (session: RealtimeSession, telemetry: Telemetry): Turns => {
  const { instruments, parent, tracer } = telemetry
  const responses = new Map<string, OpenResponse>()
  const tools = new Map<string, OpenTool>()
  let turn: Work | undefined
  let requested: number | undefined

  const attributesOf = (operation: string): Attributes => ({
    ...telemetry.attributes,
    ...sessionAttributes(session),
    "gen_ai.operation.name": operation
  })

  const endTurn = (): void => {
    turn?.end()
    turn = undefined
  }
  const settle = (): void => {
    if (responses.size === 0 && tools.size === 0) endTurn()
  }
  const beginTurn = (from: string): Work =>
    (turn ??= begin("turn", {
      tracer,
      parent,
      attributes: { ...telemetry.attributes, ...sessionAttributes(session), "antiphon.turn.from": from }
    }))

  const record = (took: number, attributes: Attributes, failure: string | undefined): void =>
    instruments.duration.record(took, measured({ ...attributes, "error.type": failure }))

  const endTool = (callId: string, failure?: string): void => {
    const tool = tools.get(callId)
    if (tool === undefined) return
    tools.delete(callId)
    record(tool.work.end({}, failure), tool.attributes, failure)
  }
  const beginTool = (callId: string, name: string): void => {
    const attributes = { ...attributesOf("execute_tool"), "gen_ai.tool.name": name }
    const more = { "gen_ai.tool.call.id": callId, "gen_ai.tool.type": "function" }
    const { context } = beginTurn("tool")
    const work = begin(`execute_tool ${name}`, { tracer, parent: context, attributes: { ...attributes, ...more } })
    keep(tools, callId, { work, attributes }, endTool)
  }

  const endResponse = (id: string, last: Attributes = {}, failure?: string): void => {
    const open = responses.get(id)
    if (open === undefined) return
    responses.delete(id)
    record(open.work.end(last, failure), open.attributes, failure)
  }
  const beginResponse = (id: string): void => {
    const attributes = attributesOf("chat")
    const { context, since } = beginTurn("server")
    const model = attributes["gen_ai.request.model"]
    const work = begin(model === undefined ? "chat" : `chat ${String(model)}`, {
      tracer,
      parent: context,
      isRemote: true,
      since: Math.max(since, requested ?? since),
      attributes: { ...attributes, "gen_ai.response.id": id }
    })
    requested = undefined
    keep(responses, id, { work, attributes, calls: new Map(), hasChunk: false }, (oldest) => endResponse(oldest))
  }
  const done = (response: Response): void => {
    const open = responses.get(response.id)
    if (open === undefined) return
    const { input, last, output } = usageOf(response)
    endResponse(response.id, last, failureOf(response))
    for (const [type, count] of Object.entries({ input, output })) {
      if (count !== undefined)
        instruments.tokens.record(count, measured({ ...open.attributes, "gen_ai.token.type": type }))
    }
    // Calls of a response that was cut do not run.
    if (response.status === "completed") for (const [callId, name] of open.calls) beginTool(callId, name)
    settle()
  }
  const firstChunk = (id: string): void => {
    const open = responses.get(id)
    if (open === undefined || open.hasChunk) return
    open.hasChunk = true
    const took = (now() - open.work.since) / 1000
    open.work.span.setAttribute("gen_ai.response.time_to_first_chunk", took)
    instruments.firstChunk.record(took, measured(open.attributes))
  }

  const output = (item: object): void => {
    if ("call_id" in item && "output" in item) endTool(String(item.call_id), failureIn(item.output))
  }
  const call = (responseId: string, item: object): void => {
    if (!("type" in item) || item.type !== "function_call" || !("call_id" in item) || !("name" in item)) return
    responses.get(responseId)?.calls.set(String(item.call_id), String(item.name))
  }

  const see: EventListener = (_direction, event) => {
    switch (event.type) {
      case "response.create":
        requested = now()
        return void beginTurn("requested")
      case "conversation.item.create":
        return output(event.item)
      case "input_audio_buffer.speech_stopped":
        requested = now()
        // The user has gone on after a turn that had no answer.
        settle()
        return void beginTurn("speech_stopped")
      case "input_audio_buffer.committed":
        requested = now()
        return void beginTurn("committed")
      case "response.created":
        return beginResponse(event.response.id)
      case "response.output_audio.delta":
      case "response.output_audio_transcript.delta":
      case "response.output_text.delta":
        return firstChunk(event.response_id)
      case "response.output_item.done":
        return call(event.response_id, event.item)
      case "response.done":
        return done(event.response)
    }
  }

  return {
    see,
    latency: ({ firstAudioMs, firstHeardMs }) =>
      void turn?.span.setAttributes(
        present({
          "antiphon.turn.time_to_first_audio": firstAudioMs / 1000,
          "antiphon.turn.time_to_first_heard": firstHeardMs === undefined ? undefined : firstHeardMs / 1000
        })
      ),
    interrupted: () => {
      for (const id of responses.keys()) {
        if (session.state.responses.get(id)?.status !== "in_progress") endResponse(id, {}, "disconnected")
      }
      settle()
    },
    end: () => {
      for (const id of responses.keys()) endResponse(id, {}, "disconnected")
      for (const id of tools.keys()) endTool(id, "disconnected")
      endTurn()
    }
  }
}
