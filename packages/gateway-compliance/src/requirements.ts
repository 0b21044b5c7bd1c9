/** Every requirement by its id, with its claim and its body. */
import { audio } from "./requirements/audio.ts"
import { bus } from "./requirements/bus.ts"
import { limits } from "./requirements/limits.ts"
import { log } from "./requirements/log.ts"
import { records } from "./requirements/records.ts"
import { registry } from "./requirements/registry.ts"
import type { Requirement } from "./Bench.ts"

const all = { ...log, ...registry, ...bus, ...limits, ...records, ...audio } as const

/** The id of a requirement, such as `log.fence`. */
export type RequirementId = keyof typeof all

export const requirements: { readonly [Id in RequirementId]: Requirement } = all

/** The ids, in the order in which they are run. */
export const requirementIds = Object.keys(all) as ReadonlyArray<RequirementId>
