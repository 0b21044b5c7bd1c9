/**
 * The endpoints of Live sessions. There is no client secret, so a page does not dial. It sends its offer to a server of
 * its own, which posts it with the key.
 */
import { type Endpoint, type EndpointOptions, make, openai as realtime } from "../transport/Endpoint.ts"
import { ClientEvent } from "./ClientEvent.ts"
import { ServerEvent } from "./ServerEvent.ts"
import type { MediaSessionConfig, MediaSessionForkConfig } from "./shapes/Session.ts"

/** OpenAI's service. */
export const openai = `${realtime}/live/sessions`

const live = (path: string, options: EndpointOptions, settings?: object): Endpoint<ServerEvent, ClientEvent> =>
  make(
    settings === undefined ? { _tag: "Live" } : { _tag: "Live", session: settings },
    { incoming: ServerEvent, outgoing: ClientEvent },
    {
      subprotocols: () => [],
      ...options,
      address: options.address ?? `${sessionsOf(options.base ?? realtime)}${path}`
    }
  )

/** The address of the sessions of a server. A base may or may not end with `/realtime`, `/live` or `/live/sessions`. */
const sessionsOf = (base: string): string =>
  `${base.replace(/(\/realtime|\/live(\/sessions)?)?\/?$/, "")}/live/sessions`

/**
 * A new session. Over a WebSocket the server is silent until the client sends `session.start`, which names the model. Over
 * WebRTC the session starts with the call, so `session` has its settings.
 *
 * @example
 * ```ts
 * const endpoint = Live.session({ credential: Redacted.make(key) })
 * ```
 */
export const session = ({
  session: settings = {},
  ...options
}: EndpointOptions & { readonly session?: Partial<MediaSessionConfig> }): Endpoint<ServerEvent, ClientEvent> =>
  live("", options, settings)

/** The options of a sideband. */
export interface AttachOptions extends EndpointOptions {
  readonly sessionId: string
  /** Whether the session ends in order when this connection closes. Defaults to the server's choice. */
  readonly gracefulClose?: boolean
}

/** A second connection to a running session. It receives the audio of both sides, and cannot start the session or send audio. */
export const attach = (options: AttachOptions): Endpoint<ServerEvent, ClientEvent> =>
  live(`/${encodeURIComponent(options.sessionId)}/attach`, {
    ...options,
    query: {
      ...(options.gracefulClose === undefined ? {} : { graceful_close: String(options.gracefulClose) }),
      ...options.query
    }
  })

/** The options of a fork. */
export interface ForkOptions extends EndpointOptions {
  readonly sessionId: string
  /** The changes that a call begins with. Over a WebSocket `session.start` has them. */
  readonly session?: MediaSessionForkConfig
}

/** A new session that goes on from a stored one. The client sends `session.start` with its changes, or with none. */
export const fork = ({ session: changes = {}, ...options }: ForkOptions): Endpoint<ServerEvent, ClientEvent> =>
  live(`/${encodeURIComponent(options.sessionId)}/fork`, options, changes)
