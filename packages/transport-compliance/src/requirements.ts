/** Every requirement, as data. A body stands under the same id in `bodies/`. A missing one does not compile. */
import { ends } from "./requirements/ends.ts"
import { events } from "./requirements/events.ts"
import { limits } from "./requirements/limits.ts"
import { opening } from "./requirements/opening.ts"

/** The requirements by id. Each has its claim, the source of the claim, and its needs. */
export const requirements = { ...opening, ...events, ...limits, ...ends } as const

/** The id of a requirement, such as `close.local`. */
export type RequirementId = keyof typeof requirements

/** What one requirement needs. */
export type NeedsOf<Id extends RequirementId> = (typeof requirements)[Id]["needs"][number]

/** The ids, in the order in which they are run. */
export const requirementIds = Object.keys(requirements) as ReadonlyArray<RequirementId>
