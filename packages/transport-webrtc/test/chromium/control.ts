/** The messages between a page and the process that plays its peer, over one control socket per call. */

/** From the page. Each is answered by `done` with its number. */
export type Order =
  | { readonly op: "send"; readonly frame: string }
  | { readonly op: "close"; readonly code: number | undefined; readonly reason: string | undefined }
  | { readonly op: "stall" | "resume" | "clear" }
  | { readonly op: "samples"; readonly samples: ReadonlyArray<number> }

export type Command = Order & { readonly id: number }

/** To the page. */
export type Message =
  | { readonly tell: "done"; readonly id: number }
  | { readonly tell: "ready" }
  | { readonly tell: "frame"; readonly frame: string }
  | { readonly tell: "samples"; readonly samples: ReadonlyArray<number> }
  | { readonly tell: "ended"; readonly code: number; readonly reason: string; readonly by: "local" | "remote" }

/** Where things are; each base ends before `/realtime/calls`. */
export interface Bases {
  /** `/ID` of this `ws` origin takes the orders for the call posted at `BASE/ID`. */
  readonly control: string
  /** This project's accepting side in Node. */
  readonly node: string
  readonly refusing: string
  readonly unauthorized: string
  readonly silent: string
}
