/** Passes the offer of the page on to a Live server. The API key stays in this process. */
import { RealtimeError } from "@antiphon/client"
import { live, type LiveAnswer } from "@antiphon/client/http"
import type { IncomingMessage } from "node:http"
import { localKey, type Minted, openai } from "./keys.ts"

/** Offers of browsers have 2 to 8 kB. */
const mostBytes = 256 * 1024

/** The HTTP answer to an offer. */
export interface Answered {
  readonly status: number
  readonly body: LiveAnswer | Extract<Minted["body"], { readonly message: string }>
}

/** Reads the offer of the page, and opens a session at the realtime server `local` or at OpenAI. */
export const answerOffer = async (request: IncomingMessage, local: string | undefined): Promise<Answered> => {
  const key = local === undefined ? openai.key() : localKey()
  if (local === undefined && key === "") {
    const message = "The console has no API key. Start it with OPENAI_API_KEY in the environment."
    return { status: 409, body: { message } }
  }
  const url = local ?? openai.url()
  try {
    const { sdp, session } = JSON.parse(await textOf(request))
    return { status: 200, body: await live.create({ key, url, session, sdp }) }
  } catch (error) {
    const message = error instanceof RealtimeError ? error.message : "The offer could not be read. Try again."
    return { status: 502, body: { message } }
  }
}

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
