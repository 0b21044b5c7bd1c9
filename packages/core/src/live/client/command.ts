import * as Schema from "effect/Schema"
import { nullish } from "../../wire/Wire.ts"

/** The field that every client event has. */
export const command = {
  /** The client's own id of this event. The answer or the refusal repeats it as `client_event_id`. */
  event_id: nullish(Schema.String)
}
