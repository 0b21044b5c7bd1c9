/** The half of the page, which runs the compliance suite on the browser's own WebSocket. Bundled and run in Chromium. */
import { Closed, type Connection, Endpoint, TransportError } from "@antiphon/core"
import { makeInbox } from "@antiphon/core/transport"
import {
  type Adapter,
  frames,
  type Note,
  type Peer,
  type Report,
  run,
  type Setup
} from "@antiphon/transport-compliance"
import { make } from "@antiphon/transport-websocket/browser"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import type { Message, Order, Ports } from "./control.ts"

const maxEventBytes = 128 * 1024

const connect = (port: number, path: string, { codec, highWaterBytes, inbox, patience }: Setup) =>
  make({
    maxEventBytes,
    highWaterBytes,
    inbox,
    openTimeout: patience.open,
    closeTimeout: patience.close,
    drainTimeout: patience.dead
  }).connect({
    ...Endpoint.conversation({ base: `ws://127.0.0.1:${port}${path}`, model: "m" }),
    incoming: codec,
    outgoing: codec
  })

/** A peer that obeys over its control socket. */
interface Controlled {
  readonly peer: Peer
  /** The far end listens, and then has accepted. */
  readonly ready: (times: number) => Promise<void>
}

const controlled = (
  port: number,
  id: string,
  isPlain: boolean
): Effect.Effect<Controlled, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const inbox = yield* makeInbox<string>(frames, { maxEvents: Infinity, maxBytes: Infinity })
    const control = new WebSocket(`ws://127.0.0.1:${port}/${id}`)
    // The far end's last words come after the connection has closed.
    yield* Effect.addFinalizer(() => Effect.map(Effect.timeoutOption(inbox.ended, "500 millis"), () => control.close()))
    const done = new Map<number, () => void>()
    let readies = 0
    let orders = 0
    const onReady = new Set<() => void>()
    control.addEventListener("message", ({ data }) => {
      const message: Message = JSON.parse(data)
      switch (message.tell) {
        case "frame":
          return void inbox.text(message.frame)
        case "ended":
          return inbox.end(new TransportError({ reason: new Closed(message) }))
        case "done":
          done.get(message.id)?.()
          return void done.delete(message.id)
        case "ready":
          readies += 1
          for (const listener of onReady) listener()
      }
    })
    const tell = (what: Order): number => {
      control.send(JSON.stringify({ ...what, id: ++orders }))
      return orders
    }
    const order = (what: Order) =>
      Effect.promise<void>(() => new Promise((resolve) => void done.set(tell(what), resolve)))
    const peer: Peer = {
      incoming: inbox.incoming,
      ended: inbox.ended,
      media: Option.none(),
      // A flood is not to wait for its answers.
      send: (frame) =>
        Effect.sync(() => void tell({ op: "send", frame: typeof frame === "string" ? frame : JSON.stringify(frame) })),
      close: (code, reason) => order({ op: "close", code, reason })
    }
    return {
      peer: isPlain
        ? {
            ...peer,
            binary: (bytes) => order({ op: "binary", bytes: [...bytes] }),
            drop: order({ op: "drop" }),
            stall: Effect.as(order({ op: "stall" }), order({ op: "resume" }))
          }
        : peer,
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

let opened = 0

const adapter = (ports: Ports, far: "plain" | "listener"): Adapter => ({
  name: `Chromium, dialling ${far === "plain" ? "a plain ws server" : "Node"}`,
  capabilities: { audio: "events", maxEventBytes, deadPeer: "drain" },
  deadline: "20 seconds",
  open: (setup) =>
    Effect.gen(function* () {
      const id = `${far}${++opened}`
      const { peer, ready } = yield* Scope.provide(controlled(ports.control, id, far === "plain"), setup.peerScope)
      yield* Effect.promise(() => ready(1))
      const connection: Connection<Note, Note> = yield* connect(ports[far], `/${id}`, setup)
      yield* Effect.promise(() => ready(2))
      return { connection, peer }
    }),
  refused: (setup) => connect(ports.refusing, "", setup),
  unanswered: (setup) => connect(ports.silent, "", setup),
  held: Effect.promise(
    () =>
      new Promise((resolve) => {
        const asked = new WebSocket(`ws://127.0.0.1:${ports.control}/held`)
        asked.addEventListener("close", ({ reason }) => resolve(Number(reason)))
      })
  )
})

declare global {
  interface Window {
    /** Runs the suite and gives the report. */
    comply: (ports: Ports, far: "plain" | "listener") => Promise<Report>
  }
}

window.comply = (ports, far) => Effect.runPromise(run(adapter(ports, far)))
