/** All that decides a story. A seed makes a script, and a part of a script is a script too. */
import type { Fault } from "@antiphon/server"
import { numbers } from "../world/Numbers.ts"
import { type Act, acts } from "./Act.ts"
import { odd } from "./Oddities.ts"
import { type Plan, plan } from "./Plan.ts"

/** What befalls an event of a connection. A `rate-limit` befalls a request for a response, and everything else what the server says. */
export interface Mishap {
  readonly link: number
  /** Which event of the connection, or which request for a response, from 0. */
  readonly event: number
  readonly fault: Fault
}

export interface Script {
  /** Decides what the model says, how long frames take and how faults look. */
  readonly seed: number
  readonly plan: Plan
  readonly acts: ReadonlyArray<Act>
  /** What befalls the connections. If `undefined`, the chances of the plan decide. */
  readonly mishaps?: ReadonlyArray<Mishap>
}

export const script = (seed: number): Script => {
  const random = numbers(seed)
  const decided = plan(random, odd(seed))
  return { seed, plan: decided, acts: acts(random, decided) }
}
