/** The parts of a story that can be given in a broken form, to see that an invariant notices. */
import type * as Live from "@antiphon/core/live"
import { LiveMachine as Client } from "@antiphon/live"
import { LiveMachine as Server } from "@antiphon/server"

export interface Parts {
  /** Makes the client's machine. Each client has its own. */
  readonly client: () => typeof Client.step
  /** Makes the server's machine. */
  readonly server: () => typeof Server.step
  /** What the wire delivers in place of what the server sent. `undefined` is nothing. */
  readonly wire: (event: Live.ServerEvent) => Live.ServerEvent | undefined
}

export const soundParts: Parts = { client: () => Client.step, server: () => Server.step, wire: (event) => event }
