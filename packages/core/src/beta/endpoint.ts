/**
 * Endpoints that speak the beta, such as Azure's dated preview versions, recordings, and servers that serve both
 * dialects.
 */
import * as Endpoint from "../transport/Endpoint.ts"
import { ClientEvent } from "./ClientEvent.ts"
import { ServerEvent } from "./ServerEvent.ts"

const beta = { incoming: ServerEvent, outgoing: ClientEvent, beta: true }

/** A spoken or typed conversation with `model`, in the beta. `adapt` makes its connection speak GA. */
export const conversation = (
  options: Endpoint.EndpointOptions & { readonly model: string }
): Endpoint.Endpoint<ServerEvent, ClientEvent> => ({ ...Endpoint.conversation(options), ...beta })

/** Transcription only, in the beta. `transcription_session.update` sets the model. */
export const transcription = (options: Endpoint.EndpointOptions): Endpoint.Endpoint<ServerEvent, ClientEvent> => ({
  ...Endpoint.transcription(options),
  ...beta
})
