/** Sessions of OpenAI Live. A Live session is one continuous stream both ways, without turns, items or responses. */
export * as LiveSession from "./session.ts"
export type { Delegate, LiveOptions, LiveWork, OpeningError } from "./LiveSession.ts"
export type { LiveEndpoint } from "./connect.ts"
export type { LivePeer } from "./runtime/makeLiveSession.ts"
export { describeEnd, type EndedInLoss, type EndedInOrder, type LiveEnd } from "./LiveEnd.ts"
export { Disconnected, InvalidCommand, LiveError, type LiveErrorReason, NoAnswer, Refused } from "./LiveError.ts"
export { cost, type LiveCost, type LiveUsage } from "./Usage.ts"

// The session as a pure function, for other shells and simulations.
export * as LiveMachine from "./machine/LiveMachine.ts"
export { heardOf } from "./machine/turns.ts"
export type { LiveAnswer, LiveNotice, LiveState, LiveTurn } from "./machine/LiveMachine.ts"
