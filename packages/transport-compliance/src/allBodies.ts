/** The bodies of all requirements, by id. */
import type { Bodies } from "./Bodies.ts"
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

/** The body of each requirement. A missing one does not compile. */
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
