/** Chooses the vocabulary of a handshake. One socket serves four, and a listener of the transport serves one. */
import type { Handshake } from "@antiphon/core"
import { canonical } from "@antiphon/server"

/** The vocabularies of the server. */
type Route = "conversation" | "translation" | "beta" | "live"

/** By path and dialect (protocol section 0). Azure's preview is the beta by its address, whatever `speaksBeta` says. */
const routeOf = (handshake: Handshake, speaksBeta: boolean): Route => {
  const { dialect, path } = canonical(handshake)
  if (path === "/v1/realtime/translations") return "translation"
  if (path.startsWith("/v1/live/sessions")) return "live"
  return dialect === "beta" && (speaksBeta || dialect !== handshake.dialect) ? "beta" : "conversation"
}

/** Whether a handshake belongs to the listener of a route. */
export const takes =
  (route: Route, speaksBeta: boolean) =>
  (handshake: Handshake): boolean =>
    routeOf(handshake, speaksBeta) === route
