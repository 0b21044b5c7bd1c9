/** Accepts the calls that the server announces, and rejects anonymous callers. */
import { calls, webhook } from "@antiphon/client/http"
import { createServer, type IncomingMessage } from "node:http"
import { text } from "node:stream/consumers"

const secret = process.env["ANTIPHON_WEBHOOK_SECRET"] ?? ""
const url = process.env["REALTIME_URL"] ?? "https://api.openai.com/v1"
const model = "gpt-realtime"

const rung = async (request: IncomingMessage): Promise<void> => {
  const event = await webhook.verify({ payload: await text(request), headers: request.headers, secret })
  if (event.type !== "realtime.call.incoming") return
  const { call_id: callId, sip_headers } = event.data
  const from = sip_headers.find(({ name }) => name === "From")?.value ?? ""
  if (from.includes("anonymous")) return calls.reject({ url, callId, statusCode: 603 })
  await calls.accept({
    url,
    callId,
    session: { type: "realtime", model, instructions: "You answer a bakery's phone." }
  })
  console.log("accepted")
}

createServer((request, response) => {
  rung(request).then(
    () => response.end(),
    () => response.writeHead(400).end()
  )
}).listen(Number(process.env["PORT"] ?? 3000))
