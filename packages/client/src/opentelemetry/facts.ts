/** What events say, as attributes. Texts of the conversation are left out. */
import type { Attributes } from "@opentelemetry/api"
import type { Response } from "@antiphon/core/shapes"
import { present } from "./instruments.ts"

/** Attributes of a measurement. An id would make a series of each session. */
export const measured = ({
  "antiphon.call.id": _call,
  "gen_ai.conversation.id": _id,
  ...attributes
}: Attributes): Attributes => present(attributes)

/** The tokens of a response, and the attributes of its end. */
export const usageOf = ({ output_modalities, status, status_details, usage }: Response) => {
  const input = usage?.input_tokens ?? undefined
  const output = usage?.output_tokens ?? undefined
  const reason = status_details?.reason ?? (status === "completed" ? "stop" : status)
  return {
    input,
    output,
    last: present({
      "gen_ai.response.finish_reasons": typeof reason === "string" ? [reason] : undefined,
      "gen_ai.output.type": output_modalities?.includes("audio") === true ? "speech" : "text",
      "gen_ai.usage.input_tokens": input,
      "gen_ai.usage.output_tokens": output,
      "gen_ai.usage.cache_read.input_tokens": usage?.input_token_details?.cached_tokens ?? undefined
    })
  }
}

/** The `error.type` of a response that failed. A response that was interrupted is no failure. */
export const failureOf = ({ status, status_details }: Response): string | undefined =>
  status === "failed" ? (status_details?.error?.code ?? status_details?.error?.type ?? "failed") : undefined

/** The `error.type` of an output that says that a tool failed. */
export const failureIn = (output: unknown): string | undefined => {
  if (typeof output !== "string" || !output.startsWith('{"error":')) return undefined
  return /^\{"error":\{"code":"(\w{1,64})"/.exec(output)?.[1] ?? "failed"
}

/** Adds to a map of what is open. A server that ends nothing has at most 64 of a kind open, and the oldest ends. */
export const keep = <A>(open: Map<string, A>, id: string, value: A, end: (id: string) => void): void => {
  // The same id twice ends the first.
  if (open.has(id)) end(id)
  const [oldest] = open.size < mostOpen ? [] : open.keys()
  if (oldest !== undefined) end(oldest)
  open.set(id, value)
}

const mostOpen = 64
