/** One figure of the bench, beside a peer and a floor of the same run. */
export interface Row {
  readonly name: string
  readonly ours: number
  readonly unit: string
  /** The figure of another library for the same work. */
  readonly peer?: { readonly name: string; readonly value: number }
  /** The least that the work can cost. */
  readonly floor?: { readonly name: string; readonly value: number }
  /** The limit that the project promises for this figure, in words. */
  readonly promise?: string
  readonly holds?: boolean
}
