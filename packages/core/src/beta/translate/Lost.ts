/** What a translation could not carry over. */

/** A field that the other dialect has no word for. */
export interface Lost {
  /** Keys and indices from the event down to the field, in the dialect it came from, e.g. `["session", "temperature"]`. */
  readonly path: ReadonlyArray<string | number>
  readonly reason: string
}

/** Notes what is lost below one place of an event, while it is translated. */
export interface Trail {
  /** The trail of a place further down. */
  readonly at: (...keys: ReadonlyArray<string | number>) => Trail
  /** Notes the fields that are present, null too. */
  readonly lose: (fields: Readonly<Record<string, unknown>>, reason: string) => void
  /** Notes the place itself. */
  readonly loseThis: (reason: string) => void
}

/** A trail from the event itself that notes into `lost`. */
export const makeTrail = (lost: Array<Lost>, path: ReadonlyArray<string | number> = []): Trail => ({
  at: (...keys) => makeTrail(lost, [...path, ...keys]),
  lose: (fields, reason) => {
    for (const [key, value] of Object.entries(fields)) {
      if (value !== undefined) lost.push({ path: [...path, key], reason })
    }
  },
  loseThis: (reason) => {
    lost.push({ path, reason })
  }
})

export const notInGa = "GA has no such field"
export const notInBeta = "the beta has no such field"
