/** What a server need not say, and how little of it the server of a story says. */

/** The courtesies of one story's server. */
export interface Manners {
  /** Whether events have ids of their own, all the same one, or none. */
  readonly eventIds: "fresh" | "constant" | "none"
  /** Whether `metadata` of a request comes back with its response. */
  readonly echoesMetadata: boolean
  /** Whether an error names the event that it is about. */
  readonly namesRefused: boolean
  /** Whether an item keeps the id that the client gave it. */
  readonly keepsItemIds: boolean
  /** Whether a response has the id of one that has ended. If the server plays, each has an id of its own. */
  readonly reusesResponseIds: boolean
  /** How likely each ornament of an event is left out. */
  readonly sparse: number
  /** How likely each ornament of an event has a shape that the client does not know. */
  readonly bent: number
}

export const polite: Manners = {
  eventIds: "fresh",
  echoesMetadata: true,
  namesRefused: true,
  keepsItemIds: true,
  reusesResponseIds: false,
  sparse: 0,
  bent: 0
}
