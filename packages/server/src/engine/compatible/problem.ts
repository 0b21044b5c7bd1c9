/** What REST APIs say when they refuse: OpenAI's `{error:{message,code}}` and the shapes that local servers use. */
import * as Redacted from "effect/Redacted"

export interface Problem {
  readonly code: string
  readonly message: string
}

const maxMessage = 300

/** What a refusal says, short, and without the key should the server quote it. */
export const problemOf = (status: number, body: string, key: Redacted.Redacted<string> | undefined): Problem => {
  const { code, message } = read(body)
  const clean = key === undefined ? message : message.replaceAll(Redacted.value(key), "<redacted>")
  return { code: code ?? codeOf(status), message: clean.slice(0, maxMessage) }
}

/** The words of whatever was thrown. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const codeOf = (status: number): string => {
  if (status === 429) return "rate_limit_exceeded"
  return status === 401 || status === 403 ? "invalid_api_key" : status >= 500 ? "server_error" : "invalid_request_error"
}

const read = (body: string): { readonly code?: string; readonly message: string } => {
  const value = parsed(body)
  const error = field(value, "error") ?? field(value, "detail") ?? value
  if (typeof error === "string") return { message: error }
  const code = field(error, "code")
  const message = field(error, "message")
  return {
    ...(typeof code === "string" && code !== "" ? { code } : {}),
    message: typeof message === "string" ? message : body.trim()
  }
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return body.trim()
  }
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
