/** Runs a client with a server of the protocol over WebSocket. */
import {
  connect,
  type ConversationOptions,
  RealtimeError,
  type RealtimeSession,
  type ToolSchemas
} from "@antiphon/client"
import { ClientEvent, type Connection, type Handshake, ServerEvent } from "@antiphon/core"
import { Engine, type Script, serve, type ServeOptions } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

/** Ends every open connection, as a server does when it shuts down. */
export type Drop = () => Promise<void>

/** Starts a server of the protocol on a free port while `use` runs. */
export const served = (
  script: Script,
  use: (url: string, drop: Drop) => Promise<void>,
  limits: ServeOptions["limits"] = {}
): Promise<void> =>
  Effect.gen(function* () {
    const listener = yield* listen({ vocabulary })
    const verifyKey = (key: Handshake["key"]) =>
      Effect.succeed(!Option.exists(key, (secret) => Redacted.value(secret) === "wrong"))
    const open = new Set<Connection<ClientEvent, ServerEvent>>()
    yield* Effect.forkScoped(
      listener.run((connection, handshake) => {
        open.add(connection)
        return serve(connection, handshake, { seed: `client${open.size}`, verifyKey, limits })
      })
    )
    const drop = () =>
      Effect.runPromise(Effect.forEach(open, (connection) => connection.close(1012), { discard: true }))
    yield* Effect.promise(() => use(`ws://127.0.0.1:${listener.address.port}/v1`, drop))
  }).pipe(Effect.scoped, Effect.provide(Engine.scripted(script)), Effect.runPromise)

/** Opens a session with such a server, and closes it after `use`. */
export const converse = <T extends ToolSchemas = {}>(
  script: Script,
  use: (session: RealtimeSession, drop: Drop) => Promise<void>,
  options: Partial<ConversationOptions<T>> = {}
): Promise<void> =>
  served(script, async (url, drop) => {
    await using session = await connect({ url, model: "gpt-realtime", key: "sk-any", ...options })
    await use(session, drop)
  })

/** The error of a promise of the client. */
export const failure = async (promise: Promise<unknown>): Promise<RealtimeError> => {
  try {
    await promise
  } catch (error) {
    if (error instanceof RealtimeError) return error
    throw error
  }
  throw new Error("The promise did not fail.")
}

/** Collects everything until the end. */
export const collect = async <A>(values: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const value of values) all.push(value)
  return all
}

export const textOnly = { type: "realtime", output_modalities: ["text"] } as const
/** 24 kHz. */
export const tone = (ms: number): Int16Array =>
  Int16Array.from({ length: ms * 24 }, (_, i) => Math.round(8192 * Math.sin((2 * Math.PI * 440 * i) / 24_000)))
