import { createClientSecret } from "@antiphon/client/http"

interface Environment {
  readonly OPENAI_API_KEY: string
  readonly REALTIME_URL?: string
}

/** Mints a key that a page may hold. It opens one kind of session, for a minute. */
const fetch = async (request: Request, env: Environment): Promise<Response> => {
  if (request.method !== "POST") return new Response(null, { status: 405 })
  // Authenticate the user here. The holder of a key talks at your expense.
  try {
    const secret = await createClientSecret({
      key: env.OPENAI_API_KEY,
      url: env.REALTIME_URL,
      session: { type: "realtime", model: "gpt-realtime" },
      expiresAfterSeconds: 60
    })
    return new Response(secret.value, { headers: { "cache-control": "no-store" } })
  } catch (error) {
    console.error(error)
    return new Response(null, { status: 502 })
  }
}

export default { fetch }
