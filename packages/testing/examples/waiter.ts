import { connect, type ConversationOptions } from "@antiphon/client"
import * as z from "zod"

/** The app under test. It takes orders by voice. A test passes its own address and speaker. */
export const openWaiter = (
  where: Pick<ConversationOptions, "url" | "speaker">,
  kitchen: (dish: string) => Promise<string>
) =>
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
