/** Client events that start and stop the model. */
import * as Schema from "effect/Schema"
import { ResponseCreateParams } from "../../shapes/Response.ts"
import { clientEvent, optional } from "../../wire/Wire.ts"

/** Starts a response. At most one response writes to the conversation at a time. */
export class ResponseCreate extends clientEvent<ResponseCreate>()("response.create", {
  /** Settings for this response alone. They override those of the session. */
  response: optional(ResponseCreateParams)
}) {}

/** Cancels a response. Defaults to the response that writes to the conversation. */
export class ResponseCancel extends clientEvent<ResponseCancel>()("response.cancel", {
  /** The response to cancel. */
  response_id: optional(Schema.String)
}) {}
