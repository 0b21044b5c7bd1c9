/** A case is something that a peer can send more of, and the side that reads it. */

/** The side that reads the frames of a case, and its dialect. */
export type Reader = "client" | "server" | "beta client" | "beta server" | "translation client" | "translation server"

export interface GrowthCase {
  readonly name: string
  readonly reader: Reader
  /** The frames that contain it `n` times. */
  readonly frames: (n: number) => ReadonlyArray<string>
}
