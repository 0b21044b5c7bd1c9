/** What plays the model's audio, if the client does. */
import type { Player } from "@antiphon/audio"

/**
 * Every player of `@antiphon/audio` is a speaker. Its `rate` is that of the model's audio, which is 24,000 Hz, or 8,000 Hz if
 * the session is set to G.711. `clear` stops at once and resolves with how far the speaker came. `position` says how far it is,
 * so that the session lets go of what was played.
 */
export interface Speaker extends Pick<Player, "rate" | "queue" | "clear" | "position"> {}
