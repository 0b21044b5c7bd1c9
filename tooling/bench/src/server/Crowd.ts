/** Runs sessions of our server and their clients in one process, so that both ends share one core. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { echo, Engine, type EngineParts, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { once } from "node:events"
import { WebSocket } from "ws"
import { blockMs, dueOf, dueOfBase64, stamped, stampedBase64 } from "./stamp.ts"

const now = () => performance.now()

export interface Crowd {
  /** Opens idle sessions. */
  readonly open: (total: number) => Promise<void>
  /**
   * Makes both ends of every session speak 20 times a second for `ms`. Returns the sorted delays of the second half, in
   * ms.
   */
  readonly talk: (ms: number) => Promise<Float64Array>
  readonly close: () => Promise<void>
}

/** An engine that speaks without end, a block every 50 ms. It reports how late each incoming block is. */
const talker = (late: (ms: number) => void): EngineParts => ({
  ...echo,
  detectTurns: (_settings, audio) =>
    Stream.mapAccum(
      audio,
      () => 0,
      (received, samples) => {
        late(now() - dueOf(samples))
        const until = received + samples.length
        return [until, [{ _tag: "Silence", until } as const]]
      }
    ),
  respond: () =>
    Stream.suspend(() => {
      const began = now() + Math.random() * blockMs
      return Stream.mapEffect(
        Stream.iterate(0, (n) => n + 1),
        (n) => {
          const due = began + n * blockMs
          return Effect.as(Effect.sleep(Math.max(0, due - now())), { _tag: "Audio", samples: stamped(due) } as const)
        }
      )
    })
})

/** Starts a server on a port of its own. It reports how late each incoming block is. */
export type StartServer = (
  late: (ms: number) => void
) => Promise<{ readonly port: number; readonly close: () => Promise<void> }>

const startOurs: StartServer = async (late) => {
  const scope = Scope.makeUnsafe()
  const { port } = await Effect.runPromise(
    Effect.gen(function* () {
      const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
      yield* Effect.forkScoped(listener.run((connection, handshake) => serve(connection, handshake)))
      return listener.address
    }).pipe(Effect.provideService(Engine, talker(late)), Scope.provide(scope))
  )
  return { port, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}

export const makeCrowd = async (start: StartServer = startOurs): Promise<Crowd> => {
  let lateness: Array<number> | undefined
  const clients: Array<WebSocket> = []
  const late = (ms: number) => void lateness?.push(ms)
  const server = await start(late)

  const open = async (total: number) => {
    while (clients.length < total) {
      const client = new WebSocket(`ws://127.0.0.1:${server.port}/v1/realtime?model=any`)
      clients.push(client)
      client.on("message", (data) => {
        const event: { readonly type: string; readonly delta?: string } = JSON.parse(String(data))
        if (event.type === "response.output_audio.delta") late(now() - dueOfBase64(event.delta ?? ""))
      })
      await once(client, "message")
    }
  }

  const talk = async (ms: number): Promise<Float64Array> => {
    const timers = clients.map((client) => {
      client.send(JSON.stringify({ type: "response.create" }))
      const began = now() + Math.random() * blockMs
      let n = 0
      const append = () => {
        for (let due = began + n * blockMs; due <= now(); due = began + ++n * blockMs) {
          client.send(`{"type":"input_audio_buffer.append","audio":"${stampedBase64(due)}"}`)
        }
        timer.next = setTimeout(append, Math.max(0, began + n * blockMs - now()))
      }
      const timer = { next: setTimeout(append, began - now()) }
      return timer
    })
    await new Promise((resolve) => setTimeout(resolve, ms / 2))
    lateness = []
    await new Promise((resolve) => setTimeout(resolve, ms / 2))
    const found = Float64Array.from(lateness)
    lateness = undefined
    for (const { next } of timers) clearTimeout(next)
    return found.sort()
  }

  const close = async () => {
    for (const client of clients) client.terminate()
    await server.close()
  }

  return { open, talk, close }
}
