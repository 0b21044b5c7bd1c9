/** Something of which a peer can send more: what a case is, and which side reads it. */

/** Who reads the frames of a case, in which dialect. */
export type Reader = "client" | "server" | "beta client" | "beta server" | "translation client" | "translation server"

export interface GrowthCase {
  readonly name: string
  readonly reader: Reader
  /** The frames in which it is there `n` times. */
  readonly frames: (n: number) => ReadonlyArray<string>
}
