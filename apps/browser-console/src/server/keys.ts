/** Creates ephemeral keys for the page. The API key stays in this process. */
import { RealtimeError } from "@antiphon/client"
import { createClientSecret } from "@antiphon/client/http"

/** OpenAI as the environment describes it, read at each use. */
export const openai = {
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
export const localKey = (): string => process.env.ANTIPHON_KEYS?.split(",")[0]?.trim() || "no-key-needed"

/** The HTTP answer to a request for a key. */
export interface Minted {
  /** The HTTP status. */
  readonly status: number
  /** The key, or what went wrong and what to do. */
  readonly body: { readonly value: string } | { readonly message: string }
}

/** Creates a key that opens sessions for a minute, at the realtime server `local` or at OpenAI. */
export const mint = async (local: string | undefined): Promise<Minted> => {
  const key = local === undefined ? openai.key() : localKey()
  if (local === undefined && key === "") {
    return {
      status: 409,
      body: { message: "The console has no API key. Start it with OPENAI_API_KEY in the environment." }
    }
  }
  try {
    const { value } = await createClientSecret({ key, url: local ?? openai.url(), expiresAfterSeconds: 60 })
    return { status: 200, body: { value } }
  } catch (error) {
    return {
      status: 502,
      body: { message: error instanceof RealtimeError ? error.message : "The request for a key failed. Try again." }
    }
  }
}
