/** What the tests of a voice app need. It works in vitest, `node:test` and Jest, and knows none of them. */

// The server, and what may go wrong with it.
export { type ServerOptions, startServer, type TestServer } from "./server/startServer.ts"
export { type At, type Fault, fault, type InjectedFault } from "./server/fault.ts"
export type { AppEvent } from "./expect/EventLog.ts"
export type { Limits, Script, ScriptedAnswer, ScriptedCall, ScriptedTurn } from "@antiphon/server"

// The user's ear and voice.
export { type Ear, type EarOptions, type Heard, makeEar, said, type Said } from "./ear/makeEar.ts"
export { silence, speak, speech } from "./ear/sounds.ts"
export { assertSameSound } from "./expect/assertSameSound.ts"

// Recordings as fixtures.
export { type Fixture, type FixtureOptions, openFixture } from "./fixture/openFixture.ts"

export { TestingError } from "./TestingError.ts"
