/** A case is something that a peer can send more of. A subject is the part that reads it. */
import type { Work } from "./measureGrowth.ts"

/** The side that reads the frames of a case, and its dialect. */
export type Reader =
  | "client"
  | "server"
  | "beta client"
  | "beta server"
  | "translation client"
  | "translation server"
  | "live client"
  | "live server"

export interface GrowthCase {
  readonly name: string
  readonly reader: Reader
  /** The frames that contain it `n` times. */
  readonly frames: (n: number) => ReadonlyArray<string>
  /**
   * `bent` members have a strange shape, so the decoder leaves them out. `whole` members fit. `sequence` is a case of
   * many frames.
   */
  readonly kind: "whole" | "bent" | "sequence"
  /** What the decoder walks. The cases of one shape cost the decoder the same, so it measures the first of them. */
  readonly shape: unknown
  /** What the recorder looks at, which knows keys and no schemas. It measures the first case of each. */
  readonly keys: string
}

export interface Subject {
  readonly name: string
  readonly reader: Reader
  /** Whether a case can cost this part more than the cases before it. The others are not measured. */
  readonly differs: (each: GrowthCase) => boolean
  readonly work: (frames: ReadonlyArray<string>) => Work
}

/** A case of a part that reads no events of a vocabulary. */
export interface PartCase {
  readonly name: string
  /** Prepares `n` of what the peer sends. Its work is measured. */
  readonly prepare: (n: number) => Work
  /** The size at which the measuring begins. Defaults to 2048. */
  readonly first?: number
  /** The largest size. Four times as much is measured too. Defaults to 65,536. */
  readonly largest?: number
}
