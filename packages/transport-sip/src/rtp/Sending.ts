/** How a call sends its audio. */
import { type FramesDue, framesDue } from "@antiphon/core/transport"

/** Samples of a packet. They are 20 ms. */
export const packetSamples = 160

/** The lag, in ms, up to which late packets are sent at once. Phones buffer little more than that. */
const maxLagMs = 200

/** Returns the packets that are due at `now` if the next one was due at `next`, in ms. */
export const due = (next: number, now: number): FramesDue => framesDue(next, now, maxLagMs)
