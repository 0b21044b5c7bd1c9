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

/** What to send to a new server, and what cannot be sent to it. */
export interface ReplayPlan {
  /** Sent in this order. The configuration comes first, then the items with the ids that they had. */
  readonly events: ReadonlyArray<ClientEvent>
  readonly lost: ReadonlyArray<Lost>
}

/** What a replay may hold at most. */
export interface Budget {
  readonly items: number
  /** Bytes of JSON. The user's audio does not count here, because it is bounded where it is kept. */
  readonly bytes: number
}

/** What a replay may use and hold. */
export interface ReplayOptions {
  /** The newest items that fit are replayed, calls and their outputs together, and the others are lost. Defaults to no bound. */
  readonly budget?: Budget
  /**
   * Returns the user's audio of a part, base64 in the session's input format, or `undefined` if it was not kept. It goes in
   * place of the transcript.
   */
  readonly audio?: (itemId: string, contentIndex: number) => string | undefined
}

/**
 * Returns the events that rebuild the conversation on a new connection. Pure.
 *
 * - What the model said goes as text, as much of it as was heard.
 * - What the user said goes as audio if it was kept, or else as the text of its transcript.
 * - Calls go with their outputs. Calls without an output, and outputs without a call, are left out and listed in `lost`.
 * - The model is the new connection's. Credentials of remote tools are not in the state, so give them again.
 * - A transcription session gets its configuration alone, because no response is made there. What was transcribed stays.
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

/**
 * Keeps the newest items that fit. An output keeps its call, however old that is. Everything older is lost. An item that is too
 * large by itself is lost alone.
 */
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

/** The size of an item in bytes of JSON, without its audio. */
const sizeOf = (item: ConversationItem): number =>
  new TextEncoder().encode(JSON.stringify(item, (key, value: unknown) => (key === "audio" ? undefined : value))).length

/** The plan of a transcription session. A turn without a word of transcript is lost. */
const transcriptionPlan = (session: Session, items: ReadonlyArray<ItemState>): ReplayPlan => {
  const request = configuration(session)
  return {
    events: request === undefined ? [] : [{ type: "session.update", session: request }],
    lost: items.flatMap(({ id, parts: all }) =>
      [...all.values()].some(({ text }) => text.text !== "") ? [] : [{ itemId: id, reason: "audio_without_transcript" }]
    )
  }
}

/** The ids of calls that may run, or of outputs. A call that did not end completed has no output to come. */
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

/** What becomes of one item. It has neither member if the new server lists such items by itself. */
interface Replayed {
  readonly item?: ConversationItem
  readonly lost?: Lost
}

/** Replays one item. `paired` are the calls that have an output. An item that never came is a turn, unless a response made it. */
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

/** The parts of an item by content index, first to last. */
const parts = ({ parts: all }: ItemState): ReadonlyArray<readonly [number, PartState]> =>
  [...all].toSorted(([a], [b]) => a - b)

/** The parts of a user's item. A turn that was committed and never shown has one part, of which nothing is known. */
const known = (state: ItemState): ReadonlyArray<readonly [number, PartState | undefined]> =>
  state.item === undefined && state.parts.size === 0 ? [[0, undefined]] : parts(state)

/** What the user said or showed. Images go as they are, audio as audio if it was kept, and the rest as text. */
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

/** What the model said, as far as the user heard it. */
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

/** The record without keys that have no value. A server refuses null where a request may leave a key out. */
const present = <R extends object>(record: R): R => {
  const kept = { ...record }
  for (const [key, value] of Object.entries(record))
    if (value === null || value === undefined) Reflect.deleteProperty(kept, key)
  return kept
}

/** A function as it was asked for. Servers echo it with keys that they refuse in a request. */
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
