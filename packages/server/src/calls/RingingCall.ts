/** The seam to SIP: what the server needs of the accepting side. An `Invitation` of `@antiphon/transport-sip` fits. */
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import type { Codecs } from "@antiphon/core/transport"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"

/** A phone that rings. */
export interface RingingCall {
  /** The headers of its invitation. The caller chose them. */
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>
  /** Answers the call. The scope owns it, and hangs up when it closes. */
  readonly answer: (options: {
    readonly vocabulary: Codecs<ClientEvent, ServerEvent>
    readonly callId: string
  }) => Effect.Effect<PhoneConnection, TransportError, Scope.Scope>
  /** Rejects the call with a status of SIP. */
  readonly reject: (status: number) => Effect.Effect<void>
  /** Succeeds when the call no longer rings. */
  readonly over: Effect.Effect<void>
}

/** A phone call that was answered. */
export interface PhoneConnection extends Connection<ClientEvent, ServerEvent> {
  /** The keys that the caller presses. */
  readonly keys: Stream.Stream<string, TransportError>
  /** Transfers the call. Fails with `Protocol` if the phone refuses. */
  readonly refer: (uri: string) => Effect.Effect<void, TransportError>
}
