import type { Handler } from "@antiphon/server"
import * as Effect from "effect/Effect"
import type { IncomingMessage, RequestListener } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { Refusals } from "./refusals.ts"

export interface MountOptions {
  /** Makes the handler of a request for the pages of its origin. */
  readonly handlerFor: (origin: string | undefined) => Effect.Effect<Handler>
  readonly refusals: Refusals
  readonly run: (answer: Effect.Effect<void>) => void
}

/** A handler as the listener of a Node server's requests. What it refuses is logged. */
export const mount =
  ({ handlerFor, refusals, run }: MountOptions): RequestListener =>
  (incoming, outgoing) => {
    const answer = Effect.gen(function* () {
      const handler = yield* handlerFor(incoming.headers.origin)
      const response = yield* Effect.suspend(() => handler(requestOf(incoming)))
      if (response.status >= 400 && response.status !== 426) {
        yield* refusals({
          method: incoming.method,
          path: pathOf(incoming),
          peer: incoming.socket.remoteAddress,
          origin: incoming.headers.origin,
          status: response.status,
          reason: yield* reasonOf(response)
        })
      }
      yield* Effect.promise(async () => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers))
        await pipeline(Readable.from(response.body ?? []), outgoing)
      })
    })
    // A client that went away ends its own request alone.
    run(Effect.catchCause(answer, () => Effect.sync(() => void outgoing.destroy())))
  }

/** Without its query, which may hold a key. */
const pathOf = ({ url = "/" }: IncomingMessage): string => url.replace(/[?#].*$/s, "")

/** What the body of a refusal says, or its status. */
const reasonOf = (response: Response): Effect.Effect<string> =>
  Effect.tryPromise(() => response.clone().json()).pipe(
    Effect.map((body: unknown) => messageIn(body) ?? `HTTP ${response.status}`),
    Effect.orElseSucceed(() => `HTTP ${response.status}`)
  )

const messageIn = (body: unknown): string | undefined => {
  if (typeof body !== "object" || body === null || !("error" in body)) return undefined
  const { error } = body
  if (typeof error !== "object" || error === null || !("message" in error)) return undefined
  return typeof error.message === "string" ? error.message : undefined
}

/** What fetch wants to be told of a body that is a stream. */
const streaming = { duplex: "half" }

const requestOf = (incoming: IncomingMessage): Request => {
  const { headers, method = "GET", url = "/" } = incoming
  const given = Object.entries(headers).flatMap(([name, value]): ReadonlyArray<[string, string]> =>
    typeof value === "string" ? [[name, value]] : []
  )
  const body = method === "GET" || method === "HEAD" ? {} : { body: bodyOf(incoming), ...streaming }
  return new Request(new URL(url, "http://localhost"), { method, headers: given, ...body })
}

/** Handed over as it is read, so that a body over the limit is not taken in first. */
const bodyOf = (incoming: IncomingMessage): ReadableStream<Uint8Array> => {
  const chunks = incoming[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (to) => {
      const { done, value } = await chunks.next()
      if (done === true) to.close()
      else to.enqueue(value)
    },
    cancel: () => void incoming.resume()
  })
}
