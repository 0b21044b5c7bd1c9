/** The events that rebuild a conversation on a server that knows nothing of it (protocol section 0). */
import type { ClientEvent } from "@antiphon/core"
import type {
  AssistantContent,
  ConversationItem,
  Session,
  SessionRequest,
  Tool,
  UserContent
} from "@antiphon/core/shapes"
import type { Lost } from "../state/Lost.ts"
import { callOf, conversation, heardOf } from "../state/selectors.ts"
import type { ItemState, PartState, SessionState } from "../state/SessionState.ts"

export interface ReplayPlan {
  /** To be sent in this order: the configuration, then the items, with the ids that they had. */
  readonly events: ReadonlyArray<ClientEvent>
  readonly lost: ReadonlyArray<Lost>
}

/** What a replay may hold at most. */
export interface Budget {
  readonly items: number
  /** Bytes of JSON, the user's audio aside: that is bounded where it is kept. */
  readonly bytes: number
}

export interface ReplayOptions {
  /** The newest items that fit are replayed, calls and their outputs together, and the others are lost. Defaults to no bound. */
  readonly budget?: Budget
  /** The user's audio of a part, base64 in the session's input format, where it was kept; it goes instead of the transcript. */
  readonly audio?: (itemId: string, contentIndex: number) => string | undefined
}

/**
 * The events that rebuild the conversation on a new connection. What the model said goes as text, as much of it as was
 * heard; what the user said goes as audio where it was kept, else as the text of its transcript. Calls go with their
 * outputs; calls without, and outputs without a call, are left out and listed. The model is the new connection's, and
 * credentials of remote tools are not in the state: give them again. A transcription session gets its configuration alone,
 * because no response is made there, and what was transcribed stays. Pure.
 */
export const replayPlan = (state: SessionState, options: ReplayOptions = {}): ReplayPlan => {
  const items = conversation(state)
  if (state.session?.type === "transcription") return transcriptionPlan(state.session, items)
  const calls = callIds(items, "function_call")
  const outputs = callIds(items, "function_call_output")
  const paired = new Set([...calls].filter((id) => outputs.has(id)))
  const all = items.map((item) => replay(item, paired, options))
  const replayed = options.budget === undefined ? all : within(all, options.budget)
  const request = configuration(state.session)
  return {
    events: [
      ...(request === undefined ? [] : [{ type: "session.update" as const, session: request }]),
      ...replayed.flatMap(({ item }) =>
        item === undefined ? [] : [{ type: "conversation.item.create" as const, item }]
      )
    ],
    lost: replayed.flatMap(({ lost }) => lost ?? [])
  }
}

/** The newest that fit, and what they need: an output keeps its call. Everything older is lost, and whatever alone is too large. */
const within = (all: ReadonlyArray<Replayed>, budget: Budget): ReadonlyArray<Replayed> => {
  const calls = new Map<string, ConversationItem>()
  for (const { item } of all)
    if (item?.type === "function_call" && item.call_id !== undefined) calls.set(item.call_id, item)
  const kept = new Set<ConversationItem>()
  let [items, bytes] = [0, 0]
  for (const { item } of all.toReversed()) {
    if (item === undefined || kept.has(item)) continue
    const call = item.type === "function_call_output" ? calls.get(item.call_id) : undefined
    const together = call === undefined ? [item] : [call, item]
    const size = together.reduce((sum, each) => sum + sizeOf(each), 0)
    // What never fits is left out alone.
    if (size > budget.bytes) continue
    items += together.length
    bytes += size
    if (items > budget.items || bytes > budget.bytes) break
    for (const each of together) kept.add(each)
  }
  return all.map((each) =>
    each.item === undefined || kept.has(each.item)
      ? each
      : { lost: { itemId: each.item.id ?? "", reason: "over_budget" } }
  )
}

const sizeOf = (item: ConversationItem): number =>
  new TextEncoder().encode(JSON.stringify(item, (key, value: unknown) => (key === "audio" ? undefined : value))).length

const transcriptionPlan = (session: Session, items: ReadonlyArray<ItemState>): ReplayPlan => {
  const request = configuration(session)
  return {
    events: request === undefined ? [] : [{ type: "session.update", session: request }],
    lost: items.flatMap(({ id, parts: all }) =>
      [...all.values()].some(({ text }) => text.text !== "") ? [] : [{ itemId: id, reason: "audio_without_transcript" }]
    )
  }
}

const callIds = (
  items: ReadonlyArray<ItemState>,
  type: "function_call" | "function_call_output"
): ReadonlySet<string> =>
  new Set(
    items.flatMap(({ item, status }) => {
      if (item?.type !== type || !("call_id" in item) || typeof item.call_id !== "string") return []
      return type === "function_call_output" || status === "completed" ? [item.call_id] : []
    })
  )

interface Replayed {
  readonly item?: ConversationItem
  readonly lost?: Lost
}

const replay = (state: ItemState, paired: ReadonlySet<string>, options: ReplayOptions): Replayed => {
  const { id, item } = state
  const lost = (reason: Lost["reason"]): Replayed => ({ lost: { itemId: id, reason } })
  if (item === undefined) return state.responseId === undefined ? user(state, options) : assistant(state)
  switch (item.type) {
    case "message":
      if (item.role === "user") return user(state, options)
      if (item.role === "assistant") return assistant(state)
      if (item.role !== "system" || !("content" in item)) return lost("not_replayable")
      return { item: { type: "message", role: "system", id, content: item.content } }
    case "function_call":
      if (item.call_id === undefined || !paired.has(item.call_id)) return lost("call_without_output")
      return {
        item: {
          type: "function_call",
          id,
          call_id: item.call_id,
          name: item.name,
          arguments: callOf(state)?.arguments ?? item.arguments
        }
      }
    case "function_call_output":
      if (!paired.has(item.call_id)) return lost("output_without_call")
      return { item: { type: "function_call_output", id, call_id: item.call_id, output: item.output ?? "" } }
    // A new session lists them by itself.
    case "mcp_list_tools":
      return {}
    default:
      return lost("not_replayable")
  }
}

const parts = ({ parts: all }: ItemState): ReadonlyArray<readonly [number, PartState]> =>
  [...all].toSorted(([a], [b]) => a - b)

/** The parts; a turn that was committed and never shown has one, of which nothing is known. */
const known = (state: ItemState): ReadonlyArray<readonly [number, PartState | undefined]> =>
  state.item === undefined && state.parts.size === 0 ? [[0, undefined]] : parts(state)

const user = (state: ItemState, options: ReplayOptions): Replayed => {
  const shownAs = state.item?.type === "message" && state.item.role === "user" ? state.item.content : []
  const content = known(state).flatMap(([index, part]): ReadonlyArray<UserContent> => {
    const shown = shownAs[index]
    if (shown?.type === "input_image") return [shown]
    const audio = part?.type === "input_text" ? undefined : options.audio?.(state.id, index)
    if (audio !== undefined) return [{ type: "input_audio", audio }]
    return part === undefined || part.text.text === "" ? [] : [{ type: "input_text", text: part.text.text }]
  })
  return content.length === 0
    ? { lost: { itemId: state.id, reason: "audio_without_transcript" } }
    : { item: { type: "message", role: "user", id: state.id, content } }
}

const assistant = (state: ItemState): Replayed => {
  const content = parts(state).flatMap(([, part]): ReadonlyArray<AssistantContent> => {
    const { text } = heardOf(part)
    return text === "" ? [] : [{ type: "output_text", text }]
  })
  return content.length === 0
    ? { lost: { itemId: state.id, reason: "never_heard" } }
    : { item: { type: "message", role: "assistant", id: state.id, content } }
}

/** The configuration as the server sent it, in the shape of a request. */
const configuration = (session: Session | undefined): SessionRequest | undefined => {
  if (session?.type === "transcription" && "audio" in session) {
    const { audio, include } = session
    return { type: "transcription", ...(audio == null ? {} : { audio }), ...(include == null ? {} : { include }) }
  }
  if (session?.type !== "realtime") return undefined
  const { expires_at: _expires, id: _id, model: _model, object: _object, tools, ...rest } = session
  return { ...present(rest), type: "realtime", ...(tools == null ? {} : { tools: tools.map(asked) }) }
}

const present = <R extends object>(record: R): R => {
  const kept = { ...record }
  for (const [key, value] of Object.entries(record))
    if (value === null || value === undefined) Reflect.deleteProperty(kept, key)
  return kept
}

/** A function as it was asked for: servers echo it with keys that they do not take. */
const asked = (tool: Tool): Tool => {
  if (tool.type !== "function" || !("name" in tool)) return tool
  const { description, name, parameters } = tool
  return {
    type: "function",
    ...(name == null ? {} : { name }),
    ...(description == null ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters })
  }
}
