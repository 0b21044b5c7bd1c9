import * as Schema from "effect/Schema"
import { nullish } from "../../wire/Wire.ts"

/** The field of an event that a command of the client may have caused. */
export const answered = {
  /** The `event_id` of the client event that it answers, if the event had one. */
  client_event_id: nullish(Schema.String)
}
