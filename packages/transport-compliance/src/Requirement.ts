import type { Need } from "./Need.ts"

/** What an adapter must do. */
export interface Requirement {
  /** The claim, in one sentence. */
  readonly says: string
  /** Where it comes from: the member of the contract, an RFC, or the protocol. */
  readonly source: string
  /** What must be there for the claim to be tested; without it, the requirement is skipped and listed. */
  readonly needs: ReadonlyArray<Need>
}
