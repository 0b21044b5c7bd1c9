/** The network between two peer connections of this machine: UDP that can hang, and vanish. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createSocket, type Socket } from "node:dgram"
import { once } from "node:events"

export interface Link {
  /** The answer with the address of the link in place of the answerer's. */
  readonly reroute: (answer: string) => string
  /** Holds everything back, both ways; the effect it gives lets all of it go on. */
  readonly stall: Effect.Effect<Effect.Effect<void>>
  /** Loses everything from now on. */
  readonly cut: Effect.Effect<void>
  /** Loses what the answerer sends from now on. */
  readonly mute: Effect.Effect<void>
}

const host = "127.0.0.1"

/** Datagrams held back at most: what comes above it is lost, as on a real line. */
const maxHeld = 20_000

const bound = Effect.acquireRelease(
  Effect.promise(async () => {
    const socket = createSocket("udp4")
    socket.bind(0, host)
    await once(socket, "listening")
    return socket
  }),
  (socket) => Effect.sync(() => socket.close())
)

/** A link to one answerer, until the scope ends. */
export const makeLink: Effect.Effect<Link, never, Scope.Scope> = Effect.gen(function* () {
  const [near, far] = [yield* bound, yield* bound]
  const held: Array<() => void> = []
  let state: "flowing" | "stalled" | "cut" = "flowing"
  let isMuted = false
  let offerer: number | undefined
  let answerer: number | undefined

  const pass = (from: Socket, port: number | undefined, datagram: Buffer) => {
    if (port === undefined || state === "cut") return
    const send = () => from.send(datagram, port, host)
    if (state === "flowing") send()
    else if (held.length < maxHeld) held.push(send)
  }
  near.on("message", (datagram, { port }) => {
    offerer = port
    pass(far, answerer, datagram)
  })
  far.on("message", (datagram) => {
    if (!isMuted) pass(near, offerer, datagram)
  })
  return {
    reroute: (answer) => {
      answerer = Number(/^a=candidate:.* (\d+) typ host/m.exec(answer)?.[1])
      return answer.replaceAll(` ${answerer} `, ` ${near.address().port} `)
    },
    stall: Effect.sync(() => {
      state = "stalled"
      return Effect.sync(() => {
        state = "flowing"
        for (const send of held.splice(0)) send()
      })
    }),
    cut: Effect.sync(() => {
      state = "cut"
    }),
    mute: Effect.sync(() => {
      isMuted = true
    })
  }
})
