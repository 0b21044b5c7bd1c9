/** What the model says: one run of the engine after another. The caller's speech interrupts it. */
import type { EngineError, ResponseChunk } from "../engine/Contract.ts"
import { delegate, endCall } from "./delegation.ts"
import { message, remember } from "./settings.ts"
import type { Job, LiveState } from "./State.ts"
import { failure, fresh, type LiveStep, output, refuse, andThen } from "./Step.ts"

/** The jobs that may wait. */
export const maxJobs = 32

/** Adds something to say. */
export const say = (state: LiveState, job: Job): LiveStep =>
  next({ ...state, jobs: [...state.jobs, job].slice(0, maxJobs) })

/** Begins the next job if the engine rests. */
const next = (state: LiveState): LiveStep => {
  const [job, ...jobs] = state.jobs
  if (job === undefined || state.isRunning) return output(state)
  const [named, id] = fresh(state, "resp")
  const run = state.run + 1
  const { delegation } = state.session
  const backend = delegation?.type === "responses" ? delegation.responses : undefined
  const voice = state.session.audio?.output?.voice
  const request = {
    id,
    turn: state.answered,
    context: state.history,
    instructions: [state.session.instructions, backend?.instructions].filter((each) => each != null).join("\n"),
    modality: "audio" as const,
    voice: { name: typeof voice === "string" ? voice : (voice?.id ?? "marin"), speed: 1 },
    tools: (backend?.tools ?? []).flatMap((tool) =>
      tool.type === "function" && "name" in tool
        ? [{ type: "function" as const, name: String(tool.name), parameters: Object(tool.parameters) }]
        : []
    ),
    toolChoice: "auto" as const,
    parallelToolCalls: true,
    maxOutputTokens: "inf"
  }
  const answered = job._tag === "Respond" ? state.answered + 1 : state.answered
  const text = job._tag === "Speak" ? { text: job.text } : {}
  return output({ ...named, jobs, run, answered, isRunning: true, saying: "" }, { _tag: "Run", run, request, ...text })
}

/** Takes a chunk of the engine. */
export const onChunk = (state: LiveState, chunk: ResponseChunk): LiveStep => {
  switch (chunk._tag) {
    case "Transcript":
    case "Written":
    case "Text": {
      const words = [...state.words, { text: chunk.text, at: state.queued }]
      return output({ ...state, words, saying: state.saying + chunk.text })
    }
    case "Audio":
      return output({ ...state, speech: [...state.speech, chunk.samples], queued: state.queued + chunk.samples.length })
    case "FunctionCall":
      return andThen(endCall(state), (each) => {
        const [named, id] = fresh(each, "call")
        return output({ ...named, call: { name: chunk.name, id: chunk.callId ?? id, arguments: "" } })
      })
    case "Arguments":
      return state.call === undefined
        ? output(state)
        : output({ ...state, call: { ...state.call, arguments: state.call.arguments + chunk.text } })
    case "McpCall":
      return delegate(state)
    case "Message":
    case "Incomplete":
      return output(state)
  }
}

/** The run ended. What it said becomes part of the conversation. */
export const onRunEnded = (state: LiveState, error: EngineError | undefined): LiveStep =>
  andThen(endCall(state), (each) => {
    const said = each.saying === "" ? each : remember(each, message("assistant", each.saying))
    const ended = { ...said, isRunning: false, saying: "" }
    const reported = error === undefined ? output(ended) : failure(ended, refuse("server_error", error.message), "all")
    return andThen(reported, next)
  })

/** The caller speaks, so the model stops. Delegated work goes on. */
export const interrupt = (state: LiveState): LiveStep => {
  if (!state.isRunning && state.speech.length === 0) return output(state)
  const said = state.saying === "" ? state : remember(state, message("assistant", state.saying))
  const silent = {
    ...said,
    speech: [],
    words: [],
    queued: said.spoken,
    run: said.run + 1,
    isRunning: false,
    saying: ""
  }
  return andThen(output({ ...silent, call: undefined }, { _tag: "StopRun" }), next)
}
