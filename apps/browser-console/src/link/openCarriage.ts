/** Chooses how a conversation is carried. */
import type { Carriage, CarriageOptions, Carrier } from "./Carriage.ts"
import { carryInEvents } from "./inEvents.ts"
import { carryInTracks } from "./inTracks.ts"

/** Call from a click, because only then may a page play. Rejects with the reason if the page cannot play audio. */
export const openCarriage = (carrier: Carrier, options: CarriageOptions): Promise<Carriage> =>
  carrier === "webrtc" ? carryInTracks(options) : carryInEvents(options)
