/** Endpoints that speak the beta: Azure's dated preview versions, recordings, and servers that serve both dialects. */
import * as Endpoint from "../transport/Endpoint.ts"
import { ClientEvent } from "./ClientEvent.ts"
import { ServerEvent } from "./ServerEvent.ts"

const beta = { incoming: ServerEvent, outgoing: ClientEvent, beta: true }

/** A spoken or typed conversation with `model`, in the beta. `adapt` makes its connection speak GA. */
export const conversation = (
  options: Endpoint.EndpointOptions & { readonly model: string }
): Endpoint.Endpoint<ServerEvent, ClientEvent> => ({ ...Endpoint.conversation(options), ...beta })

/** Transcription only, in the beta; the model is a matter of `transcription_session.update`. */
export const transcription = (options: Endpoint.EndpointOptions): Endpoint.Endpoint<ServerEvent, ClientEvent> => ({
  ...Endpoint.transcription(options),
  ...beta
})
