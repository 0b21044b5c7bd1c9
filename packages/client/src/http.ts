/**
 * Requests that only a server makes. Mints keys for pages, handles calls and Live sessions, and verifies webhooks. The API
 * key does not belong in a page.
 */
export { type ClientSecret, type ClientSecretOptions, createClientSecret } from "./http/createClientSecret.ts"
export * as calls from "./http/calls.ts"
export * as live from "./http/live.ts"
export * as webhook from "./http/webhook.ts"
export type { CallOptions } from "./http/calls.ts"
export type { LiveAnswer, LiveContent, LiveHttpOptions, LiveSessionOptions } from "./http/live.ts"
export type { WebhookOptions } from "./http/webhook.ts"
export type { HttpOptions } from "./http/post.ts"
export { RealtimeError, type RealtimeErrorCode, type RealtimeErrorDetail } from "./RealtimeError.ts"
