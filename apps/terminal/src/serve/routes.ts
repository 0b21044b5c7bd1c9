/** Which upgrade goes where. One socket speaks three vocabularies, and a listener of the transport speaks one. */
import { type IncomingMessage, Server } from "node:http"

export interface Routes {
  readonly conversation: Server
  readonly translation: Server
  readonly beta: Server
}

/** Hands the upgrades of `server` on to three that do not listen themselves, by path and dialect (protocol section 0). */
export const routesOf = (server: Server, speaksBeta: boolean): Routes => {
  const routes = { conversation: new Server(), translation: new Server(), beta: new Server() }
  server.on("upgrade", (request, socket, head) => {
    routes[routeOf(request, speaksBeta)].emit("upgrade", request, socket, head)
  })
  server.on("error", (cause) => {
    for (const route of Object.values(routes)) route.emit("error", cause)
  })
  return routes
}

const routeOf = ({ headers, url = "/" }: IncomingMessage, speaksBeta: boolean): keyof Routes => {
  if (url.split("?")[0] === "/v1/realtime/translations") return "translation"
  const offers = (headers["sec-websocket-protocol"] ?? "").split(",").map((offer) => offer.trim())
  const isBeta = headers["openai-beta"] === "realtime=v1" || offers.includes("openai-beta.realtime-v1")
  return isBeta && speaksBeta ? "beta" : "conversation"
}
