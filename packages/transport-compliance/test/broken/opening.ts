import { Open, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Ends } from "@antiphon/transport-compliance"
import { memory } from "../memory.ts"
import { type Broken, connects, opens, stages } from "./broken.ts"

const notOpened = new TransportError({ reason: new Open({ detail: "refused" }) })

const handsOutOne = () => {
  let first: Ends | undefined
  return opens("hands out one connection twice", (setup) =>
    first === undefined
      ? Effect.tap(memory("events").open(setup), (ends) =>
          Effect.sync(() => {
            first = ends
          })
        )
      : Effect.succeed(first)
  )
}

export const opening: Broken<"open"> = {
  "open.both-ways": connects("receives nothing", () => ({ incoming: Stream.never })),
  "open.capabilities": connects("declares another way to notice the dead", ({ capabilities }) => ({
    capabilities: { ...capabilities, deadPeer: "ping" }
  })),
  "open.apart": handsOutOne(),
  "open.refused": stages("throws where it is refused", { refused: () => Effect.die(new Error("ECONNREFUSED")) }),
  "open.unauthorized": stages("takes a refused credential for a refused connection", {
    unauthorized: () => Effect.fail(notOpened)
  }),
  "open.timeout": stages("waits for a handshake for ever", { unanswered: () => Effect.never }),
  "open.cancel": stages("cannot be interrupted while opening", {
    unanswered: () => Effect.uninterruptible(Effect.sleep("2 seconds"))
  })
}
