/** Server events about the work that a Live model hands over. */
import * as Schema from "effect/Schema"
import { nullish, open, serverEvent } from "../../wire/Wire.ts"
import { DecisionProgress } from "../shapes/Decision.ts"
import { DecisionItem } from "../shapes/DecisionItem.ts"
import { DelegatedWork } from "../shapes/Delegation.ts"
import { answered } from "./answered.ts"

/** The model hands work over. The transcript says what is wanted. */
export class SessionDelegationCreated extends serverEvent<SessionDelegationCreated>()("session.delegation.created", {
  ...answered,
  /** The work. */
  delegation: DelegatedWork,
  /** The place in the session, in milliseconds since the start. */
  offset_ms: nullish(Schema.Finite)
}) {}

/** An event of the Responses stream that works on a delegation. */
export class ResponseEvent extends serverEvent<ResponseEvent>()("response.event", {
  ...answered,
  /** The event of the Responses API as it is. */
  event: Schema.Record(Schema.String, Schema.Unknown),
  /** The work that it belongs to. */
  delegation_id: nullish(Schema.String)
}) {}

/** A decision for a delegation, for a trigger or for a `decision.create`. */
export class DecisionEvent extends serverEvent<DecisionEvent>()("decision.event", {
  /** What the decision model did. */
  event: DecisionProgress,
  /** The work that it belongs to. Null if it belongs to none. */
  delegation_id: nullish(Schema.String),
  /** The trigger that asked. Null if none did. */
  trigger_id: nullish(Schema.String),
  /** The event that it answers. Null if it answers none. */
  source_event_id: nullish(Schema.String),
  /** The type of that event. */
  source_event_type: nullish(open("session.input_transcript.delta", "session.output_transcript.delta"))
}) {}

/** The decision model reads the item from now on. */
export class DecisionItemCreated extends serverEvent<DecisionItemCreated>()("decision.item.created", {
  ...answered,
  /** The item with its id. */
  item: DecisionItem
}) {}

/** The decision model reads the item no longer. */
export class DecisionItemDeleted extends serverEvent<DecisionItemDeleted>()("decision.item.deleted", {
  ...answered,
  /** The id of the item. */
  item_id: Schema.String
}) {}
