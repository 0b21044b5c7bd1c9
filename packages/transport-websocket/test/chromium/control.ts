/** The messages between a page and the process that plays its peer, over one control socket per connection. */

/** From the page. Each is answered by `done` with its number. */
export type Order =
  | { readonly op: "send"; readonly frame: string }
  | { readonly op: "binary"; readonly bytes: ReadonlyArray<number> }
  | { readonly op: "close"; readonly code: number | undefined; readonly reason: string | undefined }
  | { readonly op: "drop" | "stall" | "resume" }

export type Command = Order & { readonly id: number }

/** To the page. */
export type Message =
  | { readonly tell: "done"; readonly id: number }
  | { readonly tell: "ready" }
  | { readonly tell: "frame"; readonly frame: string }
  | { readonly tell: "ended"; readonly code: number; readonly reason: string; readonly by: "local" | "remote" }

/** Ports of loopback. */
export interface Ports {
  /** `/ID` takes the commands for the connection opened at `/ID/realtime`; `/held` tells how many are open. */
  readonly control: number
  /** A plain `ws` server for connections under test. */
  readonly plain: number
  /** This project's listener for connections under test. */
  readonly listener: number
  /** Nothing listens there. */
  readonly refusing: number
  /** Takes TCP connections and says nothing. */
  readonly silent: number
}
