/** The requirements that every engine of the gateway must meet, as data and as a program that needs no test runner. */
export type { Adapter, Stage } from "./Adapter.ts"
export type { Bench, Body, NodeUnderTest, Requirement } from "./Bench.ts"
export { type Report, type Result, toText } from "./Report.ts"
export { type RequirementId, requirementIds, requirements } from "./requirements.ts"
export { run, verify } from "./run.ts"
export { Violation } from "./Violation.ts"
