/** Creates ephemeral keys for the page. The API key stays in this process. */
import { RealtimeError } from "@antiphon/client"
import { createClientSecret } from "@antiphon/client/http"

/** OpenAI as the environment describes it, read at each use. */
const openai = {
  /** The address of the API, from the variable that the official SDK reads too. */
  url: () => process.env.OPENAI_BASE_URL ?? "https://api.openai.com/v1",
  key: () => process.env.OPENAI_API_KEY ?? ""
}

/** OpenAI as a target of the page. Without an API key here the user brings an ephemeral key. */
export const openaiTarget = () => ({
  id: "openai",
  about: "gpt-realtime",
  url: openai.url(),
  model: "gpt-realtime",
  mints: openai.key() !== ""
})

/**
 * The first key of the local server. A server without keys admits any key, so it gets a placeholder. Without one the client
 * would send it the API key of OpenAI.
 */
const localKey = (): string => process.env.ANTIPHON_KEYS?.split(",")[0]?.trim() || "no-key-needed"

/** The HTTP answer to a request of the page. */
export interface Answered<Body> {
  /** The HTTP status. */
  readonly status: number
  /** What was asked for, or what went wrong and what to do. */
  readonly body: Body | { readonly message: string }
}

/**
 * Asks the realtime server `local` or OpenAI for something with its key. The page shows the message of a `RealtimeError`, and
 * `failed` for any other error.
 */
export const askWithKey = async <Body>(
  local: string | undefined,
  ask: (server: { readonly key: string; readonly url: string }) => Promise<Body>,
  failed: string
): Promise<Answered<Body>> => {
  const key = local === undefined ? openai.key() : localKey()
  if (key === "") {
    const message = "The console has no API key. Start it with OPENAI_API_KEY in the environment."
    return { status: 409, body: { message } }
  }
  try {
    return { status: 200, body: await ask({ key, url: local ?? openai.url() }) }
  } catch (error) {
    return { status: 502, body: { message: error instanceof RealtimeError ? error.message : failed } }
  }
}

/** Creates a key that opens sessions for a minute, at the realtime server `local` or at OpenAI. */
export const mint = (local: string | undefined): Promise<Answered<{ readonly value: string }>> =>
  askWithKey(
    local,
    async (server) => {
      const { value } = await createClientSecret({ ...server, expiresAfterSeconds: 60 })
      return { value }
    },
    "The request for a key failed. Try again."
  )
