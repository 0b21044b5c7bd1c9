/** The seam to WebRTC: what the server needs of the accepting side of a transport. */
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A call that was answered and is being set up. */
export interface AnsweredCall<In = ClientEvent, Out = ServerEvent> {
  /** The SDP answer, for the peer. */
  readonly sdp: string
  /** Succeeds with the connection when the peer's data channel is open. */
  readonly connection: Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope>
}

/**
 * Answers an SDP offer. The scope owns the call and releases all of it when it closes. An offer that cannot be answered
 * fails with the reason `Protocol`. The HTTP answer is then 400.
 */
export type AnswerCall<In = ClientEvent, Out = ServerEvent> = (
  offer: string,
  options: { readonly callId: string }
) => Effect.Effect<AnsweredCall<In, Out>, TransportError, Scope.Scope>
