/** The dialect that is GA itself. */
import type { Dialect } from "@antiphon/core/transport"

export const ga: Dialect<undefined> = {
  initial: undefined,
  incoming: (state, frame) => [state, [frame]],
  outgoing: (state, event) => [state, { frames: [event] }]
}
