/** A real HTTP server in place of OpenAI's REST API. Each test decides its answers. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface ApiServer {
  /** The address with `/v1`. */
  readonly baseUrl: string
  /** Requests in the order in which they were complete. */
  readonly requests: ReadonlyArray<Received>
  /** Takes the path of the next request that is complete. */
  readonly arrived: Effect.Effect<string>
  /** Takes the path of the next request whose client disconnected before the answer was complete. */
  readonly abandoned: Effect.Effect<string>
}

type Answer = (request: Received, response: ServerResponse, count: number) => void

/** Listens on a free loopback port until the scope ends. `count` counts the requests of this server from 1. */
export const apiServer = (answer: Answer): Effect.Effect<ApiServer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const requests: Array<Received> = []
    const arrived = yield* Queue.unbounded<string>()
    const abandoned = yield* Queue.unbounded<string>()
    const server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      const path = request.url ?? ""
      response.on("close", () => {
        if (!response.writableFinished) Queue.offerUnsafe(abandoned, path)
      })
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const received = { path, headers: request.headers, body: Buffer.concat(chunks) }
        requests.push(received)
        Queue.offerUnsafe(arrived, path)
        answer(received, response, requests.length)
      })
    })
    yield* Effect.acquireRelease(
      Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
      () =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    return {
      baseUrl: `http://127.0.0.1:${port}/v1`,
      requests,
      arrived: Queue.take(arrived),
      abandoned: Queue.take(abandoned)
    }
  })

/** Answers with JSON. */
export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))

/** Writes bytes in chunks of `size`, then ends the answer, leaves it open or hangs up. */
export const pieces = async (
  response: ServerResponse,
  bytes: Uint8Array,
  size: number,
  end: "end" | "leave open" | "hang up" = "end"
): Promise<void> => {
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((resolve) => response.write(bytes.subarray(at, at + size), resolve))
  }
  if (end === "end") response.end()
  if (end === "hang up") response.destroy()
}

/** The bytes of a stream of server-sent events. */
export const events = (...data: ReadonlyArray<unknown>): Buffer =>
  Buffer.from(data.map((each) => `data: ${typeof each === "string" ? each : JSON.stringify(each)}\n\n`).join(""))

/** One event of a chat completion. */
export const delta = (fields: Record<string, unknown>, finish_reason: string | null = null) => ({
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta: fields, finish_reason }]
})

/** Reads the fields of a form. */
export const form = async ({ body, headers }: Received): Promise<FormData> =>
  new Response(new Uint8Array(body), { headers: { "content-type": headers["content-type"] ?? "" } }).formData()
