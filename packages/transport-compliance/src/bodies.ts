/** The bodies of all requirements, by id. A requirement without a body, or a body without one, does not compile. */
import type { Body } from "./Bench.ts"
import { closing } from "./bodies/closing.ts"
import { dead } from "./bodies/dead.ts"
import { media } from "./bodies/media.ts"
import { opening } from "./bodies/opening.ts"
import { ordering } from "./bodies/ordering.ts"
import { overflow } from "./bodies/overflow.ts"
import { pressure } from "./bodies/pressure.ts"
import { receiving } from "./bodies/receiving.ts"
import { release } from "./bodies/release.ts"
import { size } from "./bodies/size.ts"
import type { NeedsOf, RequirementId } from "./requirements.ts"

/** A body for each requirement; it is handed what its requirement needs. */
export type Bodies = { readonly [Id in RequirementId]: Body<NeedsOf<Id>> }

/** The bodies of one area, which is what stands before the dot of an id. */
export type BodiesOf<Area extends string> = Pick<Bodies, Extract<RequirementId, `${Area}.${string}`>>

export const bodies: Bodies = {
  ...opening,
  ...ordering,
  ...receiving,
  ...size,
  ...overflow,
  ...pressure,
  ...dead,
  ...closing,
  ...release,
  ...media
}
