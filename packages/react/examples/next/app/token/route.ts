import { createClientSecret } from "@antiphon/client/http"

/** Mints a key for one conversation with `OPENAI_API_KEY`, which stays on the server. */
export const POST = async () => {
  const { value } = await createClientSecret({ session: { type: "realtime", model: "gpt-realtime" } })
  return new Response(value)
}
