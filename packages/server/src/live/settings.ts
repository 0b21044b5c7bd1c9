/** The settings of a Live session: what starts it, what a fork inherits, and what may change. */
import type * as Live from "@antiphon/core/live"
import * as Result from "effect/Result"
import type { ContextItem } from "../engine/Contract.ts"
import type { LiveState, StoredSession } from "./State.ts"
import { type LiveRefusal, refuse } from "./Step.ts"

/** What the id of every session begins with. */
export const sessionPrefix = "live_sess_"

/** The messages of history that a session may start with. */
const maxMessages = 128
/** The characters of 16,384 tokens of instructions and of 8192 tokens of history. Tokens have at most 8. */
const maxInstructions = 16_384 * 8
const maxHistory = 8192 * 8
const rates: ReadonlySet<number> = new Set([16_000, 24_000])

/** Returns the session of `session.start`, with every default filled in, or why it cannot start. */
export const begin = (
  { sessionMs, source, seed }: Pick<LiveState, "seed" | "sessionMs" | "source">,
  asked: Live.SessionStartConfig,
  now: number
): Result.Result<Live.SessionResource, LiveRefusal> => {
  const own = {
    id: `${sessionPrefix}${seed}`,
    status: "active",
    expires_at: Math.floor((now + sessionMs) / 1000)
  } as const
  const wrong = wrongAudio(asked) ?? (source === undefined ? unfit(asked) : unfitForFork(source, asked))
  if (wrong !== undefined) return Result.fail(wrong)
  const format = asked.audio?.format ?? { type: "audio/pcm", rate: 24_000 }
  if (source !== undefined) {
    const { session } = source
    const delegation = merged(session.delegation ?? null, asked.delegation)
    const audio = { format, output: session.audio?.output ?? null }
    return Result.succeed({ ...session, ...own, audio, delegation, store: asked.store ?? false })
  }
  const { delegation, ...rest } = asked
  return Result.succeed({
    ...rest,
    ...own,
    model: asked.model ?? "",
    audio: { format, output: { voice: "marin", ...asked.audio?.output } },
    delegation: (delegation ?? { type: "client" }) as Live.Delegation,
    store: asked.store ?? false
  })
}

const wrongAudio = ({ audio }: Live.SessionStartConfig): LiveRefusal | undefined => {
  const format = audio?.format
  return format?.type === "audio/pcm" && format.rate != null && !rates.has(format.rate)
    ? refuse("invalid_value", "The rate of PCM16 is 16000 or 24000.", "session.audio.format.rate")
    : undefined
}

const unfit = ({ delegation, input, instructions, model }: Live.SessionStartConfig): LiveRefusal | undefined => {
  if (model == null || model === "") {
    return refuse("missing_required_parameter", "Missing required parameter: 'session.model'.", "session.model")
  }
  if (delegation?.type === "responses" && delegation.responses?.model == null) {
    const param = "session.delegation.responses.model"
    return refuse("missing_required_parameter", `Missing required parameter: '${param}'.`, param)
  }
  if (delegation?.type === "decisions") {
    const message = "This server makes no decisions. Use client or responses."
    return refuse("invalid_value", message, "session.delegation.type")
  }
  if ((instructions?.length ?? 0) > maxInstructions) {
    return refuse(
      "invalid_value",
      "The instructions have more than 16384 tokens. Shorten them.",
      "session.instructions"
    )
  }
  if (input == null) return undefined
  if (input.length > maxMessages) {
    return refuse(
      "invalid_value",
      `The history has at most ${maxMessages} messages. Leave out the oldest.`,
      "session.input"
    )
  }
  const chars = input.flatMap(({ content }) => content).reduce((sum, { text }) => sum + text.length, 0)
  return chars > maxHistory
    ? refuse("invalid_value", "The history has more than 8192 tokens. Leave out the oldest.", "session.input")
    : undefined
}

/** What a fork inherits cannot be given again. */
const unfitForFork = ({ session }: StoredSession, asked: Live.SessionStartConfig): LiveRefusal | undefined => {
  const fixed = (["model", "instructions", "input"] as const).find((key) => asked[key] != null)
  if (fixed !== undefined) {
    return refuse("invalid_value", `A fork inherits its ${fixed}. Leave it out.`, `session.${fixed}`)
  }
  if (asked.audio?.output != null) {
    return refuse("invalid_value", "A fork inherits its voice. Leave it out.", "session.audio.output")
  }
  return otherKind(session.delegation, asked.delegation)
}

const otherKind = (
  now: Live.SessionResource["delegation"],
  asked: Live.DelegationUpdate | null | undefined
): LiveRefusal | undefined =>
  asked != null && asked.type !== (now?.type ?? "client")
    ? refuse("invalid_value", "The kind of delegation is fixed. Start another session.", "session.delegation.type")
    : undefined

/** Returns the session with the changes of `session.update`, or why they are refused. */
export const update = (
  session: Live.SessionResource,
  asked: Live.SessionUpdateConfig
): Result.Result<Live.SessionResource, LiveRefusal> => {
  const wrong = otherKind(session.delegation, asked.delegation)
  if (wrong !== undefined) return Result.fail(wrong)
  const delegation = merged(session.delegation ?? null, asked.delegation)
  return Result.succeed({ ...session, delegation, ...(asked.triggers == null ? {} : { triggers: asked.triggers }) })
}

/** Absent keys keep their values. */
const merged = (
  now: Live.Delegation | null,
  asked: Live.DelegationUpdate | null | undefined
): Live.Delegation | null => {
  if (now === null || asked == null) return now
  if (now.type !== "responses" || asked.type !== "responses") return { ...now, ...asked } as Live.Delegation
  const model = asked.responses?.model ?? now.responses.model
  return { ...now, ...asked, responses: { ...now.responses, ...asked.responses, model } }
}

/** The history that a session begins with. */
export const historyOf = ({ source }: LiveState, { input }: Live.SessionStartConfig): ReadonlyArray<ContextItem> =>
  source?.history ?? (input ?? []).map(({ content, role }) => message(role, content.map(({ text }) => text).join("")))

/** A message of the conversation, with its audio if it was spoken. */
export const message = (role: string, text: string, audio: ReadonlyArray<Int16Array> = []): ContextItem => {
  const base = { type: "message", status: "completed" } as const
  switch (role) {
    case "assistant":
      return { item: { ...base, role: "assistant", content: [{ type: "output_text", text }] }, audio }
    case "user": {
      const part =
        audio.length > 0
          ? ({ type: "input_audio", transcript: text } as const)
          : ({ type: "input_text", text } as const)
      return { item: { ...base, role: "user", content: [part] }, audio }
    }
    default:
      return { item: { ...base, role: "system", content: [{ type: "input_text", text }] }, audio }
  }
}

/** The items that the engine remembers. Only the last spoken one keeps its audio. */
export const remember = (state: LiveState, item: ContextItem): LiveState => {
  const before = item.audio.length === 0 ? state.history : state.history.map((each) => ({ ...each, audio: [] }))
  return { ...state, history: [...before, item].slice(-maxMessages) }
}
