/** What the data channel of a call may carry. A page holds it, so its server may forbid what a user must not do. */
import type * as Live from "@antiphon/core/live"

type Settings = Pick<Live.SessionResource, "client">

/** Whether a page may send events of this type. Defaults to all. */
export const maySend = ({ client }: Settings, type: string): boolean => {
  const allowed = client?.data_channel?.allowed_client_events
  return allowed == null || typeof allowed === "string" || allowed.includes(type)
}

/** Whether a page receives this event. Defaults to all. */
export const mayReceive = ({ client }: Settings, event: Live.ServerEvent): boolean => {
  const allowed = client?.data_channel?.allowed_server_events
  if (allowed == null || typeof allowed === "string") return true
  const inner = event.type === "response.event" ? event.event.type : undefined
  return allowed.some(
    ({ response_event: wrapped, type }) => type === event.type && (wrapped == null || wrapped === inner)
  )
}
