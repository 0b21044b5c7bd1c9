/** The far end in Node, which obeys over a control socket. */
import { Closed, TransportError } from "@antiphon/core"
import { makeInbox } from "@antiphon/core/transport"
import { frames, type Peer } from "@antiphon/transport-compliance"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Message, Order } from "./control.ts"

export interface Controlled {
  readonly peer: Peer
  /** The far end listens for orders (1), and has a call (2). */
  readonly ready: (times: number) => Promise<void>
}

/** Orders after which more are taken for a flood. */
const flood = 256

export const nodePeer = (control: string, id: string): Effect.Effect<Controlled, never, Scope.Scope> =>
  Effect.gen(function* () {
    const inbox = yield* makeInbox<string>(frames, { maxEvents: Infinity, maxBytes: Infinity })
    const heard = yield* Queue.sliding<Int16Array, TransportError>(3000)
    const socket = new WebSocket(`${control}/${id}`)
    // The far end's last words come after the call has closed.
    yield* Effect.addFinalizer(() => Effect.map(Effect.timeoutOption(inbox.ended, "500 millis"), () => socket.close()))
    const done = new Map<number, () => void>()
    const onReady = new Set<() => void>()
    let readies = 0
    let orders = 0
    socket.addEventListener("message", ({ data }) => {
      const message: Message = JSON.parse(data)
      switch (message.tell) {
        case "frame":
          return void inbox.text(message.frame)
        case "samples":
          return void Queue.offerUnsafe(heard, Int16Array.from(message.samples))
        case "ended": {
          const error = new TransportError({ reason: new Closed(message) })
          Queue.failCauseUnsafe(heard, Cause.fail(error))
          return inbox.end(error)
        }
        case "done":
          done.get(message.id)?.()
          return void done.delete(message.id)
        case "ready":
          readies += 1
          for (const listener of onReady) listener()
      }
    })
    const tell = (what: Order): number => {
      socket.send(JSON.stringify({ ...what, id: ++orders }))
      return orders
    }
    const order = (what: Order) =>
      Effect.promise<void>(() => new Promise((resolve) => void done.set(tell(what), resolve)))
    return {
      peer: {
        incoming: inbox.incoming,
        ended: inbox.ended,
        send: (event) => {
          const what: Order = { op: "send", frame: typeof event === "string" ? event : JSON.stringify(event) }
          // A flood is not to wait for its answers.
          return orders < flood ? order(what) : Effect.sync(() => void tell(what))
        },
        close: (code, reason) => order({ op: "close", code, reason }),
        stall: Effect.as(order({ op: "stall" }), order({ op: "resume" })),
        media: Option.some({
          sampleRate: 24_000,
          incoming: Stream.fromQueue(heard),
          send: (samples) => order({ op: "samples", samples: [...samples] }),
          clear: order({ op: "clear" })
        })
      },
      ready: (times) =>
        new Promise((resolve) => {
          const look = () => {
            if (readies >= times) resolve()
          }
          onReady.add(look)
          look()
        })
    }
  })
