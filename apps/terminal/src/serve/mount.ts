/** Joins fetch handlers to Node's HTTP server. */
import type { Handler } from "@antiphon/server"
import * as Effect from "effect/Effect"
import type { IncomingMessage, RequestListener } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { Refusals } from "./refusals.ts"

/** What a mounted handler needs. */
export interface MountOptions {
  /** Makes the handler of a request for the pages of its origin. */
  readonly handlerFor: (origin: string | undefined) => Effect.Effect<Handler>
  readonly refusals: Refusals
  readonly run: (answer: Effect.Effect<void>) => void
}

/** Makes a request listener of a handler. Refusals are logged. */
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
    // A client that went away ends only its own request.
    run(Effect.catchCause(answer, () => Effect.sync(() => void outgoing.destroy())))
  }

/** The path without its query, which may hold a key. */
const pathOf = ({ url = "/" }: IncomingMessage): string => url.replace(/[?#].*$/s, "")

/** The message in the body of a refusal, or its status. */
const reasonOf = (response: Response): Effect.Effect<string> =>
  Effect.tryPromise(() => response.clone().json()).pipe(
    Effect.map((body: unknown) => messageIn(body) ?? `HTTP ${response.status}`),
    Effect.orElseSucceed(() => `HTTP ${response.status}`)
  )

/** The message of an error body, or `undefined`. */
const messageIn = (body: unknown): string | undefined => {
  if (typeof body !== "object" || body === null || !("error" in body)) return undefined
  const { error } = body
  if (typeof error !== "object" || error === null || !("message" in error)) return undefined
  return typeof error.message === "string" ? error.message : undefined
}

/** fetch requires this for a streamed body. */
const streaming = { duplex: "half" }

/** Makes a fetch request of a Node request. */
const requestOf = (incoming: IncomingMessage): Request => {
  const { headers, method = "GET", url = "/" } = incoming
  const given = Object.entries(headers).flatMap(([name, value]): ReadonlyArray<[string, string]> =>
    typeof value === "string" ? [[name, value]] : []
  )
  const body = method === "GET" || method === "HEAD" ? {} : { body: bodyOf(incoming), ...streaming }
  return new Request(new URL(url, "http://localhost"), { method, headers: given, ...body })
}

/** Streams the body as it is read, so a body over the limit is never held whole. */
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
