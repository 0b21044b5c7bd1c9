/** Events as they pass, for tests of what is made of them. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import type { Tapped } from "../src/state/Tapped.ts"

let serial = 0

/** A frame of the server, decoded as a transport does. */
export const received = (at: number, event: object): Tapped => ({
  direction: "in",
  at,
  decoded: ServerEvent.decode(JSON.stringify({ event_id: `event_${(serial += 1)}`, ...event }))
})

/** A frame of the client. */
export const sent = (at: number, event: object): Tapped => ({
  direction: "out",
  at,
  decoded: ClientEvent.decode(JSON.stringify(event))
})
