import { assert } from "@effect/vitest"
import { createHmac, randomBytes } from "node:crypto"
import { createServer, type IncomingHttpHeaders } from "node:http"

export interface Asked {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server on this machine that gives this answer to everything, and what it was asked. */
export const answering = async (
  answer: { readonly status?: number; readonly body?: string; readonly location?: string },
  use: (url: string, asked: ReadonlyArray<Asked>) => Promise<void>
): Promise<void> => {
  const asked: Array<Asked> = []
  const server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request) body += String(chunk)
    asked.push({ method: request.method, url: request.url, headers: request.headers, body })
    response.writeHead(answer.status ?? 200, answer.location === undefined ? {} : { location: answer.location })
    response.end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    const address = server.address()
    assert(typeof address === "object" && address !== null)
    await use(`http://127.0.0.1:${address.port}/v1`, asked)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const secretBytes = randomBytes(24)
export const secret = `whsec_${secretBytes.toString("base64")}`

export const incoming = JSON.stringify({
  id: "evt_1",
  type: "realtime.call.incoming",
  created_at: 1,
  data: { call_id: "rtc_1", sip_headers: [{ name: "From", value: "sip:a@example.com" }] }
})

/** The headers that a service would send, by `node:crypto`. */
export const sign = (payload: string, ageSeconds = 0): Record<string, string> => {
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds)
  const signature = createHmac("sha256", secretBytes).update(`wh_1.${timestamp}.${payload}`).digest("base64")
  return {
    "webhook-id": "wh_1",
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1a,AAAA v1,AAAA v1,${signature}`
  }
}
