/** Finds what went wrong in an event. */
import { formatPath } from "@antiphon/core"
import type { Tapped } from "./Tapped.ts"

/** A problem of an event. `path` is empty if it concerns the whole event. */
export interface Issue {
  readonly path: string
  readonly message: string
}

/** The statuses of a response that are no success and no wish of the user. */
const unfinished = new Set(["failed", "incomplete"])

/**
 * The problems of an event, or an empty list. An event has problems if it is malformed, if a part of it had an unfamiliar shape, if
 * it reports an error or a failure, or if its response ended early.
 */
export const issuesOf = ({ decoded }: Tapped): ReadonlyArray<Issue> => {
  if (decoded._tag === "Malformed") {
    const { issues, message } = decoded.error
    return issues.length === 0 ? [{ path: "", message }] : issues.map(issueAt)
  }
  const { event } = decoded
  const shape = decoded._tag === "Known" ? (decoded.issues ?? []).map(issueAt) : []
  const said = reported(event)
  return said === undefined ? shape : [{ path: "", message: said }, ...shape]
}

/** Whether an event has a problem. */
export const isIssue = (tapped: Tapped): boolean =>
  tapped.decoded._tag === "Malformed" ||
  reported(tapped.decoded.event) !== undefined ||
  (tapped.decoded._tag === "Known" && (tapped.decoded.issues?.length ?? 0) > 0)

/** An issue of the codec. */
const issueAt = ({ message, path }: { readonly message: string; readonly path: Parameters<typeof formatPath>[0] }) => ({
  path: formatPath(path),
  message
})

/** The failure that an event reports, in words. */
const reported = (event: object & { readonly type: string }): string | undefined => {
  if (event.type === "error" || event.type.endsWith(".failed") || event.type.endsWith(".error")) {
    return messageIn("error" in event ? event.error : event) ?? "The server reported a failure"
  }
  if (event.type !== "response.done" || !("response" in event)) return undefined
  const { response } = event
  if (typeof response !== "object" || response === null || !("status" in response)) return undefined
  if (typeof response.status !== "string" || !unfinished.has(response.status)) return undefined
  const details = "status_details" in response ? response.status_details : undefined
  return messageIn(details) ?? `The response is ${response.status}`
}

/** The message of an error, at the top or one level down, or its reason. */
const messageIn = (value: unknown): string | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  if ("error" in value && value.error !== null && value.error !== undefined) return messageIn(value.error)
  for (const key of ["message", "reason", "code"]) {
    const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1]
    if (typeof found === "string" && found !== "") return found
  }
  return undefined
}
