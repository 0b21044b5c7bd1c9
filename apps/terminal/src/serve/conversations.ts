/** Listens for conversations, in GA or in the dialect of a provider. */
import { ClientEvent, type Connection, type Handshake, ServerEvent } from "@antiphon/core"
import { anyEvents } from "@antiphon/core/transport"
import type { Double } from "@antiphon/providers/double"
import { listen, type ListenOptions } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { takes } from "./routes.ts"

/** The settings that every listener of the server shares. */
type Shared = Omit<ListenOptions<unknown, unknown>, "takes" | "vocabulary">

/** The dialect of the conversations. */
export interface Spoken {
  /** The provider to speak like, if any. */
  readonly double: Double | undefined
  readonly speaksBeta: boolean
}

/** Listens, and returns the effect that serves each conversation. `hold` sees GA alone. */
export const listenForConversations = Effect.fnUntraced(function* <E, R>(
  shared: Shared,
  { double, speaksBeta }: Spoken,
  hold: (connection: Connection<ClientEvent, ServerEvent>, handshake: Handshake) => Effect.Effect<unknown, E, R>
) {
  const isConversation = takes("conversation", speaksBeta)
  if (double === undefined) {
    const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }
    const ga = yield* listen({ ...shared, takes: isConversation, vocabulary })
    return ga.run<E, R | Scope.Scope>(hold)
  }
  const anything = yield* listen({
    ...shared,
    takes: (offered) => isConversation(double.handshake(offered)),
    vocabulary: { incoming: anyEvents, outgoing: anyEvents }
  })
  return anything.run((connection, offered) =>
    Effect.flatMap(double.accept(connection, offered), (adapted) => hold(adapted, double.handshake(offered)))
  )
})
