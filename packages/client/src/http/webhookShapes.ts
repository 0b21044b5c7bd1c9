/** The shapes of webhooks. They are loaded with the first webhook, because they bring Effect's Schema along. */
import { Live, WebhookRealtimeCallIncoming } from "@antiphon/core/schema"
import * as Schema from "effect/Schema"

export const isIncomingCall = Schema.is(WebhookRealtimeCallIncoming)
export const isLive = Schema.is(Live.Webhook)
