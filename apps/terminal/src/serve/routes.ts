/** Which vocabulary a handshake asks for. One socket speaks three, and a listener of the transport one. */
import type { Handshake } from "@antiphon/core"

type Route = "conversation" | "translation" | "beta"

/** By path and dialect (protocol section 0). */
const routeOf = ({ dialect, path }: Handshake, speaksBeta: boolean): Route => {
  if (path === "/v1/realtime/translations") return "translation"
  return dialect === "beta" && speaksBeta ? "beta" : "conversation"
}

/** What the listener of a route takes. */
export const takes =
  (route: Route, speaksBeta: boolean) =>
  (handshake: Handshake): boolean =>
    routeOf(handshake, speaksBeta) === route
