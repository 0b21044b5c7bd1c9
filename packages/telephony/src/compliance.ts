/** Proves a dialect of a carrier, also for authors elsewhere. */
export { check, prove, requirements, run, type Verdict } from "./compliance/run.ts"
export type { DialectSubject, InboundFrame, OutboundFrames, Requirement, Violation } from "./compliance/Subject.ts"
