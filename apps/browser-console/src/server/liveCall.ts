/** Passes the offer of the page on to a Live server. The API key stays in this process. */
import { live, type LiveAnswer } from "@antiphon/client/http"
import type { IncomingMessage } from "node:http"
import { type Answered, askWithKey } from "./keys.ts"

/** Offers of browsers have 2 to 8 kB. */
const mostBytes = 256 * 1024

/** Reads the offer of the page, and opens a session at the realtime server `local` or at OpenAI. */
export const answerOffer = (request: IncomingMessage, local: string | undefined): Promise<Answered<LiveAnswer>> =>
  askWithKey(
    local,
    async (server) => {
      const { sdp, session } = JSON.parse(await textOf(request))
      return live.create({ ...server, session, sdp })
    },
    "The offer could not be read. Try again."
  )

/** Reads the body up to its limit. */
const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error("the offer is too long")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
