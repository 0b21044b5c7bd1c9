/** A turn in text, as any runtime holds it. */
import { connect } from "@antiphon/client"

/** Returns what the model answers, with what the runtime said on the way. */
export const turn = async (url: string | undefined): Promise<string> => {
  const session = await connect({ url, model: "gpt-realtime", session: { output_modalities: ["text"] } })
  try {
    const { response } = await session.sendText("What time is it?")
    return await response.text()
  } finally {
    await session.close()
  }
}
