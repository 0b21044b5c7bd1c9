/** The machine, for authors of other shells. */
export { isIdle } from "./idle.ts"
export { start, type Step, step } from "./SessionMachine.ts"
export type { Answer, Command, Happening, Input, Instant, Output, Play, PlannedReplay, Resuming } from "./Message.ts"
export type { LinkState, MachineOptions, MachineState } from "./State.ts"
export type { Arrived } from "./Supervision.ts"
