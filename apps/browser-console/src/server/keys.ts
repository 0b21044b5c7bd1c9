/** Ephemeral keys for the page. The lasting key stays in this process. */
import { RealtimeError } from "@antiphon/client"
import { createClientSecret } from "@antiphon/client/http"

const openai = {
  /** Another address with the same protocol, in the variable that the official SDK reads too. */
  url: () => process.env.OPENAI_BASE_URL ?? "https://api.openai.com/v1",
  key: () => process.env.OPENAI_API_KEY ?? ""
}

/** OpenAI as a place to connect to; without a key here the user brings an ephemeral one. */
export const openaiTarget = () => ({
  id: "openai",
  about: "gpt-realtime",
  url: openai.url(),
  model: "gpt-realtime",
  mints: openai.key() !== ""
})

export interface Minted {
  readonly status: number
  readonly body: { readonly value: string } | { readonly message: string }
}

/** Mints a key that opens sessions for a minute: of the realtime server at `local`, else of OpenAI. */
export const mint = async (local: string | undefined): Promise<Minted> => {
  const key = local === undefined ? openai.key() : (process.env.ANTIPHON_KEYS?.split(",")[0]?.trim() ?? "")
  if (local === undefined && key === "") {
    return { status: 409, body: { message: "start the console with OPENAI_API_KEY in the environment" } }
  }
  try {
    const { value } = await createClientSecret({ key, url: local ?? openai.url(), expiresAfterSeconds: 60 })
    return { status: 200, body: { value } }
  } catch (error) {
    return { status: 502, body: { message: error instanceof RealtimeError ? error.message : "it failed" } }
  }
}
