/** Client events that start and stop the model. */
import * as Schema from "effect/Schema"
import { ResponseCreateParams } from "../../shapes/Response.ts"
import { clientEvent, optional } from "../../wire/Wire.ts"

/** Runs the model. At most one response writes to the conversation at a time. */
export class ResponseCreate extends clientEvent<ResponseCreate>()("response.create", {
  /** Overrides the session for this response. */
  response: optional(ResponseCreateParams)
}) {}

/** Stops a response; the one that writes to the conversation where none is named. */
export class ResponseCancel extends clientEvent<ResponseCancel>()("response.cancel", {
  /** The response to stop. */
  response_id: optional(Schema.String)
}) {}
