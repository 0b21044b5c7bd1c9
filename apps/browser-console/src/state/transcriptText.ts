/** Writes a conversation as Markdown. */
import type { ThreadEntry } from "./Thread.ts"

/** What the head of the document says. */
export interface TranscriptHead {
  /** When the session began, in ISO 8601. */
  readonly startedAt: string
  /** The address or the name of the server. */
  readonly endpoint: string
}

/** The conversation as Markdown, with calls and their results. Words that were not heard are struck out. */
export const transcriptText = (entries: ReadonlyArray<ThreadEntry>, { endpoint, startedAt }: TranscriptHead): string =>
  `${[`# Conversation of ${startedAt}`, `Server: ${endpoint}`, ...entries.flatMap(textOf)].join("\n\n")}\n`

/** The paragraphs of an entry. */
const textOf = (entry: ThreadEntry): ReadonlyArray<string> => {
  switch (entry._tag) {
    case "Message": {
      const name = entry.role === "user" ? "You" : entry.role === "assistant" ? "Model" : entry.role
      const { heard, text, wordless } = entry
      if (text === "") return [`**${name}:** ${wordless ?? "(no words)"}`]
      const cut = heard !== undefined && text.startsWith(heard) && heard.length < text.length
      return [`**${name}:** ${cut ? `${heard}~~${text.slice(heard.length).trimStart()}~~ (interrupted)` : text}`]
    }
    case "ToolCall": {
      const call = `**Call:** \`${entry.name}(${entry.arguments})\``
      return [entry.output === undefined ? call : `${call} → \`${entry.output}\``]
    }
    case "Stopped":
      return ["*The answer was stopped before it was heard.*"]
    case "Other":
      return [`*${entry.type}, ${entry.status}*`]
  }
}
