/** What a story is made of and can be given in a broken form, to see that an invariant notices. */
import type { ClientEvent, Connection, ServerEvent } from "@antiphon/core"
import type { Session, Speaker } from "@antiphon/session"

export interface Parts {
  /** The client's end, as the session has it. */
  readonly client: (connection: Connection<ServerEvent, ClientEvent>) => Connection<ServerEvent, ClientEvent>
  /** The server's end, as the server has it. */
  readonly server: (connection: Connection<ClientEvent, ServerEvent>) => Connection<ClientEvent, ServerEvent>
  readonly session: (session: Session) => Session
  /** The speaker, as the session has it. */
  readonly speaker: (speaker: Speaker) => Speaker
}

const same = <A>(part: A): A => part

export const soundParts: Parts = { client: same, server: same, session: same, speaker: same }
