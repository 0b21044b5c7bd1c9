import { connect, RealtimeError } from "@antiphon/client"

const open = async (url?: string) => {
  try {
    return await connect({ url, model: "gpt-realtime", key: async () => (await fetch("/token")).text() })
  } catch (error) {
    if (error instanceof RealtimeError && error.code === "no_key") return "the token endpoint is down"
    throw error
  }
}

export const opened = await open()
