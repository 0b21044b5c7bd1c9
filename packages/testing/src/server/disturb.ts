/** A connection that misbehaves as a test says. */
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import { withFaults } from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Socket } from "node:net"
import type { Fault } from "./fault.ts"
import { textFrame } from "./textFrame.ts"

type Peer = Connection<ClientEvent, ServerEvent>
type Timed = Extract<Fault, { readonly at?: string }>

/** A connection and the faults that it has or may get. */
export interface Disturbed {
  readonly connection: Peer
  /** Makes a fault happen now, or at the event that it names. */
  readonly inject: (fault: Fault) => void
  /** Ends a stall and slowness, and forgets the faults that have not happened. */
  readonly recover: () => void
}

/** Disturbs a connection over a socket. `faults` are those that it has from the start. */
export const disturb = (peer: Peer, socket: Socket | undefined, faults: ReadonlyArray<Fault>): Disturbed => {
  let armed: Array<{ readonly fault: Timed; left: number }> = []
  let slowMs = 0
  let gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined

  const stall = () => {
    if (gate !== undefined) return
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = { opened: promise, open: resolve }
  }
  const pass = Effect.suspend(() => {
    const opened = gate?.opened
    return opened === undefined ? Effect.void : Effect.promise(() => opened)
  })
  const lost = Effect.flatMap(peer.ended, Effect.fail)

  const happen = (fault: Timed, send: Effect.Effect<void, TransportError>): Effect.Effect<void, TransportError> => {
    switch (fault.kind) {
      case "cut":
        return Effect.andThen(
          Effect.sync(() => void socket?.destroy()),
          lost
        )
      case "close":
        return Effect.andThen(peer.close(fault.code, fault.reason), lost)
      case "stall":
        stall()
        return Effect.andThen(pass, send)
      case "malformed":
        return Effect.sync(() => void socket?.write(textFrame(fault.frame)))
    }
  }

  /** Takes the fault of an event that the server is about to send. */
  const take = (type: string): Timed | undefined => {
    for (const each of armed) {
      if (each.fault.at !== undefined && each.fault.at !== type) continue
      if (--each.left > 0) continue
      armed = armed.filter((other) => other !== each)
      return each.fault
    }
    return undefined
  }
  const arm = (fault: Timed) => void armed.push({ fault, left: fault.nth ?? 1 })

  let inner = peer
  const add = (fault: Fault, now: (fault: Timed) => void): void => {
    if (fault.kind === "slow") slowMs = fault.ms
    else if (fault.kind === "chance") inner = withFaults(inner, fault.faults)
    else if (fault.kind !== "refuse") now(fault)
  }
  for (const fault of faults) add(fault, arm)
  const { incoming, send } = inner

  return {
    connection: {
      ...inner,
      incoming: Stream.tap(incoming, () => pass),
      send: (event) =>
        Effect.suspend(() => {
          const sending = Effect.suspend(() => send(event))
          const slowly = slowMs > 0 ? Effect.delay(sending, slowMs) : sending
          const taken = take(event.type)
          return Effect.andThen(pass, taken === undefined ? slowly : happen(taken, slowly))
        })
    },
    inject: (fault) =>
      add(fault, (timed) => {
        if (timed.at !== undefined) return arm(timed)
        Effect.runFork(happen(timed, Effect.void))
      }),
    recover: () => {
      armed = []
      slowMs = 0
      gate?.open()
      gate = undefined
    }
  }
}
