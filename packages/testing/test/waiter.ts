import { connect, type ConversationOptions, type RealtimeSession } from "@antiphon/client"
import * as z from "zod"

/** An app that takes orders by voice. */
export const openWaiter = (
  where: Pick<ConversationOptions, "url" | "speaker" | "timeoutMs">,
  kitchen: (dish: string) => Promise<string> = async () => "in five minutes"
): Promise<RealtimeSession> =>
  connect({
    model: "gpt-realtime",
    ...where,
    tools: {
      order: { description: "Sends a dish.", schema: z.object({ dish: z.string() }), run: ({ dish }) => kitchen(dish) }
    }
  })
