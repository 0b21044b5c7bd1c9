/** A conversation as chat completions want it: messages, with each call beside its output. */
import type { ConversationItem } from "@antiphon/core/shapes"
import type { ResponseRequest } from "../Contract.ts"

export type ChatMessage =
  | { readonly role: "system"; readonly content: string }
  | { readonly role: "user"; readonly content: string | ReadonlyArray<ChatPart> }
  | { readonly role: "assistant"; readonly content: string | null; readonly tool_calls?: ReadonlyArray<ChatCall> }
  | { readonly role: "tool"; readonly tool_call_id: string; readonly content: string }

export type ChatPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string; readonly detail?: string } }

export interface ChatCall {
  readonly id: string
  readonly type: "function"
  readonly function: { readonly name: string; readonly arguments: string }
}

/** An item, and the words of its audio where somebody listened to it. */
export interface HeardItem {
  readonly item: ConversationItem
  readonly words: string | undefined
}

/** What stands for the output of a call that the application has not answered yet: the API refuses a call without one. */
const unanswered = "(no output yet)"

/**
 * The messages of a conversation. Outputs move up to their calls, and calls in a row become one message, because the API
 * wants them so; calls that were cut off and outputs whose call is forgotten are left out.
 */
export const messagesOf = (instructions: string, items: ReadonlyArray<HeardItem>): ReadonlyArray<ChatMessage> => {
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

/** Plain text where there are no pictures, as every server understands. */
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

/** The tools, and which of them must be called: of the functions only, since remote tools are not called by this engine. */
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

/** A call without arguments takes none, however a model writes that. */
const argumentsOf = (given: string): string => (given.trim() === "" || given.trim() === "null" ? "{}" : given)
