import { connect, type ConversationOptions, type RealtimeSession } from "@antiphon/client"
import * as z from "zod"

type Where = Pick<ConversationOptions, "url" | "speaker">

/** Takes orders by voice and passes them to the kitchen. */
export const openWaiter = (where: Where, kitchen: (dish: string) => Promise<string>): Promise<RealtimeSession> =>
  connect({
    model: "gpt-realtime",
    ...where,
    tools: {
      order: {
        description: "Sends a dish to the kitchen.",
        schema: z.object({ dish: z.string() }),
        run: ({ dish }) => kitchen(dish)
      }
    }
  })
