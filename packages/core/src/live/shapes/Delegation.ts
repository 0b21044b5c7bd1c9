/** To whom a Live model hands work. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../../wire/Wire.ts"
import { DecisionQuestion } from "./Decision.ts"
import { Tool, ToolChoice } from "./Tool.ts"

const acknowledged = {
  /** The milliseconds before the model says that it works on it. Defaults to 0, and to 400 for decisions. */
  acknowledgement_delay_ms: nullish(Schema.Finite)
}

/** The application does the work and answers by appends. */
export class ClientDelegation extends shape<ClientDelegation>()({
  type: Schema.tag("client"),
  ...acknowledged
}) {}

/** How much a Responses model thinks. */
export class BackendReasoning extends shape<BackendReasoning>()({
  /** A higher effort takes longer. */
  effort: nullish(open("none", "minimal", "low", "medium", "high", "xhigh")),
  /** The summary of the reasoning in the wrapped events. */
  summary: nullish(open("concise", "detailed", "auto"))
}) {}

/** How a Responses model writes. */
export class BackendText extends shape<BackendText>()({
  /** How much it writes. */
  verbosity: nullish(open("low", "medium", "high"))
}) {}

const backend = {
  /** The system prompt of the Responses model. */
  instructions: nullish(Schema.String),
  /** The most tokens that one response may have. */
  max_output_tokens: nullish(Schema.Int),
  /** Whether one response may have several calls. */
  parallel_tool_calls: nullish(Schema.Boolean),
  /** How much the model thinks. */
  reasoning: nullish(BackendReasoning),
  /** The service tier that processes the responses. */
  service_tier: nullish(open("auto", "default", "fast_tier_temp_pilot", "flex", "priority", "ultrafast")),
  /** How the model writes. */
  text: nullish(BackendText),
  /** Whether the model may, must or must not use a tool. */
  tool_choice: nullish(ToolChoice),
  /** The tools that the model may use. */
  tools: nullish(Schema.Array(Tool))
}

/** The settings of the Responses model. */
export class ResponsesBackend extends shape<ResponsesBackend>()({
  /** The Responses model. */
  model: Schema.String,
  ...backend
}) {}

/** A Responses model does the work. */
export class ResponsesDelegation extends shape<ResponsesDelegation>()({
  type: Schema.tag("responses"),
  ...acknowledged,
  /** The settings of the Responses model. */
  responses: ResponsesBackend
}) {}

/** The settings of a decision model. */
export class DecisionsBackend extends shape<DecisionsBackend>()({
  /** The decision model. */
  model: Schema.String,
  /** What it decides. */
  questions: Schema.Array(DecisionQuestion)
}) {}

/** A decision model answers questions. */
export class DecisionsDelegation extends shape<DecisionsDelegation>()({
  type: Schema.tag("decisions"),
  ...acknowledged,
  /** The settings of the decision model. */
  decisions: DecisionsBackend
}) {}

/** A delegation that this version does not name. */
export class UnlistedDelegation extends shape<UnlistedDelegation>()({
  type: unlistedName(["client", "responses", "decisions"])
}) {}

/** To whom the model hands work. The kind cannot change after the start. */
export const Delegation = Schema.Union([ClientDelegation, ResponsesDelegation, DecisionsDelegation, UnlistedDelegation])
export type Delegation = typeof Delegation.Type

/** The settings of a Responses model that may change. Absent keys keep their values. */
export class ResponsesBackendUpdate extends shape<ResponsesBackendUpdate>()({
  /** The Responses model. */
  model: nullish(Schema.String),
  ...backend
}) {}

/** Changes the settings of a Responses model. */
export class ResponsesDelegationUpdate extends shape<ResponsesDelegationUpdate>()({
  type: Schema.tag("responses"),
  ...acknowledged,
  /** The settings to change. */
  responses: nullish(ResponsesBackendUpdate)
}) {}

/** The settings of a decision model that may change. Absent keys keep their values. */
export class DecisionsBackendUpdate extends shape<DecisionsBackendUpdate>()({
  /** The decision model. */
  model: nullish(Schema.String),
  /** What it decides. */
  questions: nullish(Schema.Array(DecisionQuestion))
}) {}

/** Changes the settings of a decision model. */
export class DecisionsDelegationUpdate extends shape<DecisionsDelegationUpdate>()({
  type: Schema.tag("decisions"),
  ...acknowledged,
  /** The settings to change. */
  decisions: nullish(DecisionsBackendUpdate)
}) {}

/** Changes of a delegation. */
export const DelegationUpdate = Schema.Union([
  ClientDelegation,
  ResponsesDelegationUpdate,
  DecisionsDelegationUpdate,
  UnlistedDelegation
])
export type DelegationUpdate = typeof DelegationUpdate.Type

/** The questions that a trigger asks. */
export class TriggerDecisions extends shape<TriggerDecisions>()({
  /** What to decide. */
  questions: Schema.Array(DecisionQuestion)
}) {}

/** Asks questions whenever an event of a type happens. */
export class DecisionTrigger extends shape<DecisionTrigger>()({
  type: open("decisions"),
  /** The type of the event. */
  event_type: open("session.input_transcript.delta", "session.output_transcript.delta"),
  /** What to ask. */
  decisions: TriggerDecisions
}) {}

/** Work that the model hands over. It has no text, because the transcript says what is wanted. */
export class DelegatedWork extends shape<DelegatedWork>()({
  type: nullish(open("delegation")),
  /** The id that answers name as `delegation_id`. */
  id: Schema.String,
  /** Who does the work. */
  target: nullish(open("client", "responses", "decisions")),
  /** The id of the Responses model's response. */
  response_id: nullish(Schema.String)
}) {}
