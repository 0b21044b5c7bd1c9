/** A server at the other end of a wire in memory. It says what the test says. */
import { Live, type LiveOptions } from "./live.ts"
import { LiveSession } from "@antiphon/live"
import { pair } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

export const open = Effect.fnUntraced(function* (options: LiveOptions = {}) {
  const { client, server, wire } = yield* pair({ incoming: Live.ServerEvent, outgoing: Live.ClientEvent })
  const came = yield* Queue.unbounded<Live.ClientEvent>()
  yield* server.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Known" ? Queue.offer(came, decoded.event) : Effect.die("the client sent what is no event")
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  const opening = yield* Effect.forkChild(LiveSession.make(client, options))
  return { came: Queue.take(came), opening, server, wire, waiting: Queue.size(came) }
})

/** A session that has started, with the settings that the server echoes. */
export const started = Effect.fnUntraced(function* (options: LiveOptions = {}, resource: object = {}) {
  const session: Live.SessionStartConfig = options.session ?? { model: "gpt-live-1" }
  const peer = yield* open({ ...options, session })
  const start = yield* peer.came
  const id = start.type === "session.start" ? (start.event_id ?? null) : null
  const echoed = { ...session, id: "live_sess_1", ...resource }
  yield* peer.server.send({ type: "session.started", client_event_id: id, session: echoed as Live.SessionResource })
  return { ...peer, session: yield* Fiber.join(peer.opening) }
})
