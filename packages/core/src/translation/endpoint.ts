import { type Endpoint, type EndpointOptions, make } from "../transport/Endpoint.ts"
import { ClientEvent } from "./ClientEvent.ts"
import { ServerEvent } from "./ServerEvent.ts"

/**
 * Describes a translation session with `model`, e.g. `gpt-realtime-translate` (protocol section 2 (11)).
 *
 * @example
 * ```ts
 * const endpoint = Translation.session({ model: "gpt-realtime-translate", credential: Redacted.make(key) })
 * ```
 */
export const session = (options: EndpointOptions & { readonly model: string }): Endpoint<ServerEvent, ClientEvent> =>
  make({ _tag: "Translation", model: options.model }, { incoming: ServerEvent, outgoing: ClientEvent }, options)
