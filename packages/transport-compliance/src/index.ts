/**
 * The requirements that every transport must meet, as data and as a program that needs no test runner.
 */

// For authors of adapters.
export { run, verify } from "./run.ts"
export type { Adapter, Ends, Patience, Peer, Setup } from "./Adapter.ts"
export { type Outcome, type Report, type Result, toText } from "./Report.ts"
export type { Need, Requirement } from "./Requirement.ts"
export { type RequirementId, requirementIds, requirements } from "./requirements.ts"
export { codec, frames, type Note } from "./Note.ts"
