/** The machine, for authors of other shells. */
export { isIdle, start, type Step, step } from "./SessionMachine.ts"
export type { Answer, Command, Happening, Input, Output, Play, Resuming } from "./Message.ts"
export type { LinkState, MachineOptions, MachineState } from "./State.ts"
