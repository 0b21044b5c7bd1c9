/** The seam to WebRTC: what the server asks of a transport's accepting side. */
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A call that was answered and is being set up. */
export interface AnsweredCall {
  /** The SDP answer, for the peer. */
  readonly sdp: string
  /** The connection, as soon as the peer's data channel is open. */
  readonly connection: Effect.Effect<Connection<ClientEvent, ServerEvent>, TransportError, Scope.Scope>
}

/**
 * Answers an SDP offer. The scope owns the call: when it closes, whatever was set up is released. An offer that cannot be
 * answered fails with the reason `Protocol`, and is answered with HTTP 400.
 */
export type AnswerCall = (
  offer: string,
  options: { readonly callId: string }
) => Effect.Effect<AnsweredCall, TransportError, Scope.Scope>
