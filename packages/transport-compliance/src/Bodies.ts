/** The types of the bodies. A requirement without a body does not compile, nor does a body without a requirement. */
import type { Body } from "./Bench.ts"
import type { NeedsOf, RequirementId } from "./requirements.ts"

/** A body for each requirement. It receives what its requirement needs. */
export type Bodies = { readonly [Id in RequirementId]: Body<NeedsOf<Id>> }

/** The bodies of one area, which is the part of an id before the dot. */
export type BodiesOf<Area extends string> = Pick<Bodies, Extract<RequirementId, `${Area}.${string}`>>
