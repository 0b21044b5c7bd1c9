import { createClientSecret } from "@antiphon/client/http"
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

const api = { url: process.env["REALTIME_URL"] }
const folder = process.argv[2] ?? "."

/** Creates a key for one page and one minute, with the settings that its session begins with. */
const token = async () => {
  const session = { type: "realtime", model: "gpt-realtime", instructions: "Be brief." } as const
  const { value } = await createClientSecret({ ...api, session, expiresAfterSeconds: 60 })
  return value
}

const answers: Record<string, { readonly type: string; readonly body: () => Promise<string | Uint8Array> }> = {
  "GET /": { type: "text/html", body: () => readFile(`${folder}/index.html`) },
  "GET /main.js": { type: "text/javascript", body: () => readFile(`${folder}/main.js`) },
  // Check the user here. A page with a key talks at your expense.
  "POST /token": { type: "text/plain", body: token }
}

const server = createServer(async ({ method, url }, response) => {
  const answer = answers[`${method} ${url}`]
  if (answer === undefined) return void response.writeHead(404).end()
  try {
    const body = await answer.body()
    response.writeHead(200, { "content-type": answer.type, "cache-control": "no-store" }).end(body)
  } catch (error) {
    console.error(error)
    response.writeHead(502).end()
  }
})
server.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo
  console.log(`http://127.0.0.1:${port}`)
})
