import { createClientSecret } from "@antiphon/client/http"
import { createServer } from "node:http"

const api = { url: process.env["REALTIME_URL"] }

const server = createServer(async (_request, response) => {
  // Authenticate the user here. The holder of a key talks at your expense.
  try {
    const { value } = await createClientSecret({
      ...api,
      session: { type: "realtime", model: "gpt-realtime" },
      expiresAfterSeconds: 60
    })
    response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-store" }).end(value)
  } catch (error) {
    console.error(error)
    response.writeHead(502).end()
  }
})
server.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () => console.log(server.address()))
