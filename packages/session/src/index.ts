/**
 * The state of a realtime conversation, folded from the events of a server. Pure: no connection, no clock.
 */

// For everyone.
export { receive, reduce } from "./reduce.ts"
export { conversation, textOf } from "./select.ts"
export {
  initial,
  type ItemState,
  type Notice,
  type PartState,
  type ResponseState,
  type SessionState,
  type Status,
  type TextSlot,
  type Turn
} from "./State.ts"
export type { Order } from "./order.ts"
