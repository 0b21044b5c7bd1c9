/**
 * The state of a realtime conversation, folded from the events of a server, and the session that keeps it.
 */

// For everyone: the state and how to read it.
export { disconnect, receive, reduce } from "./reduce.ts"
export {
  activeResponse,
  type Call,
  callOf,
  callsInFlight,
  conversation,
  currentTurn,
  heardOf,
  roleOf,
  textOf,
  transcript
} from "./select.ts"
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
export { cost, type Prices, type Rates, type Tokens, type TokenUsage, total, type Usage } from "./Usage.ts"

// For authors of other shells.
export { noOrder, type Order } from "./order.ts"
export { Table } from "./Table.ts"
