/** The shape of one requirement. The requirements themselves are data, under `requirements/`. */

/** What a requirement may need beside an open connection. `Given` says what each one is. */
export type Need =
  | "media"
  | "deadPeer"
  | "binary"
  | "drop"
  | "stall"
  | "refused"
  | "unauthorized"
  | "unanswered"
  | "held"

/** What an adapter must do. */
export interface Requirement {
  /** The claim, in one sentence. */
  readonly says: string
  /** Where the claim comes from, such as a member of the contract, an RFC, or the protocol. */
  readonly source: string
  /** What must be there to test the claim. Without it, the requirement is skipped and listed. */
  readonly needs: ReadonlyArray<Need>
}
