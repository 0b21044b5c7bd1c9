/**
 * A real phone, baresip, is greeted at length over SIP and interrupts. Measures from its first loud packet to the last loud packet
 * that the agent sends, both as they pass the socket of this process on loopback.
 */
import { G711 } from "@antiphon/audio"
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { parseRtp } from "@antiphon/core/transport"
import { listen } from "@antiphon/transport-sip/node"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Socket } from "node:dgram"
import { call } from "../../../../packages/transport-sip/test/baresip.ts"

const quietMs = 2000
const speakingMs = 1500
const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

const speech = (ms: number, hz: number): Int16Array =>
  Int16Array.from({ length: (ms * hz) / 1000 }, (_, at) => Math.round(9000 * Math.sin((440 * Math.PI * at) / hz)))

const engine = Engine.scripted({ turns: [{ say: "Welcome.", voice: speech(12_000, 24_000) }, { say: "Yes." }] })

/** The times of loud packets, as they pass the sockets of this process. */
interface Tap {
  /** The first one that arrived. */
  spoke: number
  /** The last one that was sent within a second of it. */
  silent: number
}

const isLoud = (bytes: Uint8Array): boolean => {
  const packet = parseRtp(bytes)
  if (packet?.payloadType !== 0) return false
  return G711.decode("audio/pcmu", G711.fromBytes("audio/pcmu", packet.payload)).some((each) => each > 2000)
}

/** Watches the packets of this process until the scope ends. */
const tapped = Effect.acquireRelease(
  Effect.sync(() => {
    const tap: Tap = { spoke: 0, silent: 0 }
    const { emit, send } = Socket.prototype
    const note = (bytes: unknown, isSent: boolean): void => {
      const now = performance.now()
      const isOver = tap.spoke > 0 && now > tap.spoke + 1000
      if (isOver || !(bytes instanceof Uint8Array) || !isLoud(bytes)) return
      if (isSent) tap.silent = now
      else if (tap.spoke === 0) tap.spoke = now
    }
    Object.assign(Socket.prototype, {
      emit(this: Socket, ...args: ReadonlyArray<unknown>) {
        if (args[0] === "message") note(args[1], false)
        return Reflect.apply(emit, this, args)
      },
      send(this: Socket, ...args: ReadonlyArray<unknown>) {
        note(args[0], true)
        return Reflect.apply(send, this, args)
      }
    })
    return { tap, restore: () => Object.assign(Socket.prototype, { emit, send }) }
  }),
  ({ restore }) => Effect.sync(restore)
)

/** One call of baresip. Returns how long the agent went on, in ms. */
const once = Effect.scoped(
  Effect.gen(function* () {
    const { tap } = yield* tapped
    const { address, run } = yield* listen({ port: 0 })
    const handle = run((invitation) =>
      Effect.scoped(
        Effect.gen(function* () {
          const phone = yield* invitation.answer({ vocabulary })
          const greet = Stream.make(ClientEvent.decodeValue({ type: "response.create" }))
          return yield* serve({ ...phone, incoming: Stream.concat(greet, phone.incoming) })
        })
      )
    )
    yield* Effect.forkScoped(Effect.provide(handle, engine))
    const says = new Int16Array(8 * (quietMs + speakingMs + 3000))
    says.set(speech(speakingMs, 8000), 8 * quietMs)
    const phone = yield* call(address.port, says)
    yield* Effect.sleep(quietMs + speakingMs + 1500)
    phone.type("q")
    yield* phone.ended
    return tap.spoke === 0 ? Number.NaN : tap.silent - tap.spoke
  })
)

/** Calls again and again, one call after the other. */
export const silences = (calls: number): Promise<ReadonlyArray<number>> =>
  Effect.runPromise(Effect.forEach(Array.from({ length: calls }), () => once))
