/** Which vocabulary a handshake asks for. One socket speaks three, and a listener of the transport one. */
import type { Handshake } from "@antiphon/core"
import { canonical } from "@antiphon/server"

type Route = "conversation" | "translation" | "beta"

/** By path and dialect (protocol section 0). Azure's preview is the beta by its address, whatever `speaksBeta` says. */
const routeOf = (handshake: Handshake, speaksBeta: boolean): Route => {
  const { dialect, path } = canonical(handshake)
  if (path === "/v1/realtime/translations") return "translation"
  return dialect === "beta" && (speaksBeta || dialect !== handshake.dialect) ? "beta" : "conversation"
}

/** What the listener of a route takes. */
export const takes =
  (route: Route, speaksBeta: boolean) =>
  (handshake: Handshake): boolean =>
    routeOf(handshake, speaksBeta) === route
