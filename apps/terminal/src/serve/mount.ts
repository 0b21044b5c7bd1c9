import type { Handler } from "@antiphon/server"
import * as Effect from "effect/Effect"
import type { IncomingMessage, RequestListener } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"

/** A handler as the listener of a Node server's requests. */
export const mount =
  (handler: Handler): RequestListener =>
  (incoming, outgoing) => {
    const answer = Effect.flatMap(
      Effect.suspend(() => handler(requestOf(incoming))),
      (response) =>
        Effect.promise(async () => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers))
          await pipeline(Readable.from(response.body ?? []), outgoing)
        })
    )
    // A client that went away ends its own request alone.
    Effect.runFork(Effect.catchCause(answer, () => Effect.sync(() => void outgoing.destroy())))
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
