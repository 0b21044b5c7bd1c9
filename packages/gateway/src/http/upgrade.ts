/** Admits WebSockets: new sessions, resumed ones and sidebands. The upstream is open before the client's handshake ends. */
import * as Effect from "effect/Effect"
import type { IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import { WebSocketServer } from "ws"
import { openSession, resumeSession } from "../node/openSession.ts"
import { refusal, type Refusal } from "../node/Refusal.ts"
import { type Peer, webSocketPeer } from "../relay/Peer.ts"
import { isRecord } from "../relay/splitAudio.ts"
import { readHeard } from "../session/foldLog.ts"
import { admitted, type Admitted } from "./Door.ts"
import { sessionUpdate } from "./clientSecrets.ts"
import { keyOf, offersOf, refuseUpgrade, urlOf } from "./request.ts"
import { type Gate, ownSession } from "./routes.ts"
import { joinSession } from "./sideband.ts"

/** A client that offers it gets `antiphon.session` and `antiphon.move` events, and can resume. */
export const resumeProtocol = "antiphon.resume-v1"

/** The largest frame that is taken from a client. */
const maxFrameBytes = 16 * 1024 * 1024

/** What is done with the socket once it is open. */
type Attach = (client: Peer) => void

/** Makes the listener of upgrade requests. */
export const makeUpgrader = (gate: Gate) => {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    handleProtocols: (offers) =>
      offers.has("realtime") ? "realtime" : offers.has(resumeProtocol) ? resumeProtocol : false
  })
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy())
    gate.node.context.run(
      Effect.match(attachOf(gate, request), {
        onFailure: (error) => refuseUpgrade(socket, error),
        onSuccess: (attach) => {
          let isOpen = false
          server.handleUpgrade(request, socket, head, (webSocket) => {
            isOpen = true
            attach(webSocketPeer(webSocket))
          })
          // The session waits for its client as if it had lost it.
          if (!isOpen) socket.destroy()
        }
      })
    )
  }
}

/** Opens what the client asks for. */
const attachOf = (gate: Gate, request: IncomingMessage): Effect.Effect<Attach, Refusal> =>
  Effect.gen(function* () {
    const { pathname, searchParams } = urlOf(request)
    if (pathname !== "/v1/realtime") return yield* refusal(404, "not_found", "Sessions are at /v1/realtime.")
    const resume = searchParams.get("antiphon_resume")
    const callId = searchParams.get("call_id")
    if (resume !== null) return yield* resumed(gate, request, resume)
    const who = yield* admitted(gate.tenants, gate.secrets, request)
    if (callId !== null) {
      const sid = yield* ownSession(gate, who.tenant, callId)
      return yield* joinSession(gate.node.context, sid)
    }
    return yield* fresh(gate, request, who)
  })

const fresh = (gate: Gate, request: IncomingMessage, { grant, tenant }: Admitted): Effect.Effect<Attach, Refusal> =>
  Effect.gen(function* () {
    if (gate.node.isDraining()) return yield* refusal(503, "draining", "The node is about to restart. Connect again.")
    const { searchParams } = urlOf(request)
    const granted = isRecord(grant?.session) ? grant.session : undefined
    const model = typeof granted?.["model"] === "string" ? granted["model"] : (searchParams.get("model") ?? undefined)
    const kind =
      searchParams.get("intent") === "transcription" || granted?.["type"] === "transcription"
        ? "transcription"
        : "conversation"
    if (tenant.models !== undefined && kind === "conversation" && !tenant.models.includes(model ?? "")) {
      const models = tenant.models.join(", ")
      return yield* refusal(
        403,
        "model_not_available",
        `Model '${model ?? ""}' is not available. Available models: ${models}.`
      )
    }
    const first = granted === undefined ? undefined : sessionUpdate(granted)
    const ready = yield* openSession(gate.node.context, tenant, { model, kind }, first === undefined ? [] : [first])
    const speaksAntiphon = asksToResume(request)
    return (client) => ready.session.attach(client, { speaksAntiphon, resumed: false, lost: ready.lost })
  })

/** A page that cannot choose its subprotocols asks in the query. */
const asksToResume = (request: IncomingMessage): boolean =>
  offersOf(request).includes(resumeProtocol) || urlOf(request).searchParams.get("antiphon") === "resume-v1"

/** The token says which session, and a key, if there is one, has to be of the same tenant. */
const resumed = (gate: Gate, request: IncomingMessage, text: string): Effect.Effect<Attach, Refusal> =>
  Effect.gen(function* () {
    const { context, isDraining } = gate.node
    if (isDraining()) return yield* refusal(503, "draining", "The node is about to restart. Connect again.")
    const resumable = context.tokens.verify(text, Date.now())
    if (resumable === undefined)
      return yield* refusal(401, "invalid_resume_token", "The resume token is not valid any more. Open a new session.")
    // A client secret may have expired meanwhile, and the token is worth as much.
    const key = keyOf(request)
    const who = key === "" || key.startsWith("ek_") ? undefined : yield* admitted(gate.tenants, gate.secrets, request)
    const { searchParams } = urlOf(request)
    const ready = yield* resumeSession(context, {
      resumable,
      tenantOf: (name) => (who === undefined || who.tenant.name === name ? gate.tenants.named(name) : undefined),
      heard: readHeard(searchParams.get("antiphon_heard") ?? undefined),
      byClient: searchParams.get("antiphon_replay") === "client"
    })
    return (client) => ready.session.attach(client, { speaksAntiphon: true, resumed: true, lost: ready.lost })
  })
