/**
 * Translates a conversation into the messages of a chat completion, where each call stands next to its output. Pure.
 */
import type { ConversationItem } from "@antiphon/core/shapes"
import type { ResponseRequest } from "../Contract.ts"

/** A message of a chat completion. */
export type ChatMessage =
  | { readonly role: "system"; readonly content: string }
  | { readonly role: "user"; readonly content: string | ReadonlyArray<ChatPart> }
  | { readonly role: "assistant"; readonly content: string | null; readonly tool_calls?: ReadonlyArray<ChatCall> }
  | { readonly role: "tool"; readonly tool_call_id: string; readonly content: string }

/** A part of a user's message. */
export type ChatPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string; readonly detail?: string } }

/** A function call of the assistant. */
export interface ChatCall {
  readonly id: string
  readonly type: "function"
  readonly function: { readonly name: string; readonly arguments: string }
}

/** An item, and the words of its audio if it was transcribed. */
export interface TranscribedItem {
  readonly item: ConversationItem
  readonly words: string | undefined
}

/** The output of a call that the application has not answered yet. The API refuses a call without an output. */
const unanswered = "(no output yet)"

/**
 * Returns the messages of a conversation. Outputs move up to their calls, and calls in a row become one message,
 * because the API requires it. Calls that were cut off, and outputs whose call is gone, are left out.
 */
export const messagesOf = (instructions: string, items: ReadonlyArray<TranscribedItem>): ReadonlyArray<ChatMessage> => {
  const outputs = new Map(
    items.flatMap(({ item }) => (item.type === "function_call_output" ? [[item.call_id, item.output ?? ""]] : []))
  )
  const messages: Array<ChatMessage> = instructions === "" ? [] : [{ role: "system", content: instructions }]
  let open: { readonly content: string | null; readonly calls: Array<ChatCall> } | undefined

  const close = () => {
    if (open === undefined) return
    const { calls, content } = open
    open = undefined
    messages.push({ role: "assistant", content, ...(calls.length === 0 ? {} : { tool_calls: calls }) })
    for (const { id } of calls) {
      messages.push({ role: "tool", tool_call_id: id, content: outputs.get(id) ?? unanswered })
    }
  }
  const call = (id: string, name: string, given: string) => {
    open ??= { content: null, calls: [] }
    open.calls.push({ id, type: "function", function: { name, arguments: argumentsOf(given) } })
  }
  const say = (message: ChatMessage) => {
    close()
    if (message.content !== "" && message.content?.length !== 0) messages.push(message)
  }

  for (const { item, words } of items) {
    switch (item.type) {
      case "message":
        if (item.role === "assistant") {
          close()
          const content = words ?? textOf(item.content)
          if (content !== "") open = { content, calls: [] }
        } else if (item.role === "user") say({ role: "user", content: userContent(item.content, words) })
        else if (item.role === "system") say({ role: "system", content: textOf(item.content) })
        break
      case "function_call":
        if (item.status !== "incomplete") call(item.call_id ?? item.id ?? item.name, item.name, item.arguments)
        break
      case "mcp_call":
        outputs.set(item.id ?? "", item.output ?? JSON.stringify(item.error ?? null))
        call(item.id ?? "", item.name, item.arguments ?? "")
        break
    }
  }
  close()
  return messages
}

type Content = Extract<ConversationItem, { readonly content: unknown }>["content"]
type UserContent = Extract<ConversationItem, { readonly role: "user" }>["content"]

const textOf = (content: Content): string =>
  content.map((part) => ("text" in part ? part.text : "transcript" in part ? part.transcript : "") ?? "").join("\n")

/** Returns plain text if there are no pictures, because every server accepts that. */
const userContent = (content: UserContent, words: string | undefined): string | ReadonlyArray<ChatPart> => {
  const typed = words === undefined ? content : content.filter(({ type }) => type !== "input_audio")
  const parts = typed.flatMap((part): ReadonlyArray<ChatPart> => {
    if (part.type === "input_image") {
      const { detail, image_url: url } = part
      return url == null ? [] : [{ type: "image_url", image_url: { url, ...(detail == null ? {} : { detail }) } }]
    }
    const text = textOf([part])
    return text === "" ? [] : [{ type: "text", text }]
  })
  const all: ReadonlyArray<ChatPart> =
    words === undefined || words === "" ? parts : [{ type: "text", text: words }, ...parts]
  return all.every((part) => part.type === "text") ? all.map(({ text }) => text).join("\n") : all
}

/** Returns the functions and the tool choice. Remote tools are left out, because this engine does not call them. */
export const toolsOf = ({
  parallelToolCalls,
  toolChoice,
  tools
}: ResponseRequest): Readonly<Record<string, unknown>> => {
  const functions = tools.flatMap((tool) =>
    tool.type === "function"
      ? [
          {
            type: "function",
            function: {
              name: tool.name,
              ...(tool.description == null ? {} : { description: tool.description }),
              ...(tool.parameters === undefined ? {} : { parameters: tool.parameters })
            }
          }
        ]
      : []
  )
  if (functions.length === 0) return {}
  const choice =
    typeof toolChoice === "string"
      ? toolChoice
      : toolChoice.type === "function"
        ? { type: "function", function: { name: toolChoice.name } }
        : "auto"
  return { tools: functions, tool_choice: choice, ...(parallelToolCalls ? {} : { parallel_tool_calls: false }) }
}

/** Writes missing arguments as `{}`, however the model wrote them. */
const argumentsOf = (given: string): string => (given.trim() === "" || given.trim() === "null" ? "{}" : given)
