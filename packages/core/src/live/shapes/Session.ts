/** The settings of a Live session, as a client requests them and as a server reports them. */
import * as Schema from "effect/Schema"
import { filled, nullish, open, shape } from "../../wire/Wire.ts"
import { ForkAudio, MediaAudio, SessionAudio } from "./Audio.ts"
import { DecisionTrigger, Delegation, DelegationUpdate, ResponsesDelegationUpdate } from "./Delegation.ts"

/** A text of the history. */
export class HistoryPart extends shape<HistoryPart>()({
  type: nullish(open("input_text", "output_text", "text")),
  /** The text. */
  text: Schema.String
}) {}

/** A message that was said before the session began. */
export class HistoryMessage extends shape<HistoryMessage>()({
  type: nullish(open("message")),
  /** The id of the message. */
  id: nullish(Schema.String),
  /** Whose message it is. */
  role: open("developer", "user", "assistant"),
  /** What it says. */
  content: Schema.Array(HistoryPart),
  /** Whether the message is complete. */
  status: nullish(open("incomplete", "completed"))
}) {}

/** Selects events by their type. */
export class ServerEventSelector extends shape<ServerEventSelector>()({
  /** The type of the event. */
  type: Schema.String,
  /** The type of the event that a `response.event` wraps. */
  response_event: nullish(Schema.String)
}) {}

/** The events that a data channel may carry. */
export class DataChannel extends shape<DataChannel>()({
  /** The types that the client may send, or `all`. */
  allowed_client_events: nullish(Schema.Union([open("all"), Schema.Array(Schema.String)])),
  /** The events that the server sends, or `all`. */
  allowed_server_events: nullish(Schema.Union([open("all"), Schema.Array(ServerEventSelector)]))
}) {}

/** What a client that is a page may do. */
export class ClientAccess extends shape<ClientAccess>()({
  /** The events of its data channel. */
  data_channel: nullish(DataChannel)
}) {}

const settings = {
  /** The model, e.g. `gpt-live-1`. It cannot change after the start. */
  model: Schema.String,
  /** What a page's data channel may carry. */
  client: nullish(ClientAccess),
  /** To whom the model hands work. Null hands it to the client. */
  delegation: nullish(Delegation),
  /** What was said before, at most 128 messages and 8192 tokens. */
  input: nullish(Schema.Array(HistoryMessage)),
  /** The system prompt, at most 16384 tokens. It cannot change after the start. */
  instructions: nullish(Schema.String),
  /** A stable, hashed name of the end user. */
  safety_identifier: nullish(Schema.String),
  /** Whether the service keeps the session, so that it can be forked. */
  store: nullish(Schema.Boolean),
  /** The questions that events trigger. */
  triggers: nullish(Schema.Array(DecisionTrigger))
}

/** The settings that start a session over a WebSocket. */
export class SessionConfig extends shape<SessionConfig>()({
  ...settings,
  /** The audio settings. */
  audio: nullish(SessionAudio)
}) {}

/** The settings of `session.start`. A new session needs a model. A fork inherits it, and may change only the rest. */
export class SessionStartConfig extends shape<SessionStartConfig>()({
  ...settings,
  /** The model, e.g. `gpt-live-1`. A fork inherits it. */
  model: nullish(Schema.String),
  /** To whom the model hands work. A fork inherits the kind. */
  delegation: nullish(DelegationUpdate),
  /** The audio settings. A fork inherits the voice. */
  audio: nullish(SessionAudio)
}) {}

/** The settings that start a session whose media travel beside the events, over WebRTC or SIP. */
export class MediaSessionConfig extends shape<MediaSessionConfig>()({
  ...settings,
  /** The audio settings. */
  audio: nullish(MediaAudio)
}) {}

/** The settings of a fork over a WebSocket. The rest is inherited. */
export class ForkSessionConfig extends shape<ForkSessionConfig>()({
  /** The audio settings. */
  audio: nullish(ForkAudio),
  /** What a page's data channel may carry. */
  client: nullish(ClientAccess),
  /** Changes of the inherited delegation. Its kind is inherited. */
  delegation: nullish(ResponsesDelegationUpdate),
  /** Whether the service keeps the fork. */
  store: nullish(Schema.Boolean)
}) {}

/** The settings of a fork whose media travel beside the events. The rest is inherited. */
export class MediaSessionForkConfig extends shape<MediaSessionForkConfig>()({
  /** What a page's data channel may carry. */
  client: nullish(ClientAccess),
  /** Changes of the inherited delegation. Its kind is inherited. */
  delegation: nullish(ResponsesDelegationUpdate),
  /** Whether the service keeps the fork. */
  store: nullish(Schema.Boolean)
}) {}

/** The settings that a running session may change. */
export class SessionUpdateConfig extends shape<SessionUpdateConfig>()({
  /** Changes of the delegation. Its kind is fixed. */
  delegation: nullish(DelegationUpdate),
  /** The questions that events trigger. */
  triggers: nullish(Schema.Array(DecisionTrigger))
}) {}

/** A session as the server reports it. */
export class SessionResource extends shape<SessionResource>()({
  ...settings,
  /** The id of the session. Sidebands, forks and HTTP operations use it. */
  id: nullish(Schema.String),
  /** The model. */
  model: nullish(Schema.String),
  /** Epoch seconds. */
  expires_at: nullish(Schema.Finite),
  /** Always `active`. */
  status: nullish(open("active")),
  /** The audio settings. */
  audio: nullish(SessionAudio)
}) {}

/** What a session cost so far. */
export class SessionUsage extends shape<SessionUsage>()({
  /** The seconds since the start. */
  seconds: Schema.Finite
}) {}

/** How full the model's context is. */
export class ContextWindow extends shape<ContextWindow>()({
  /** From 0 to 1. */
  usage_ratio: Schema.Finite
}) {}

const failure = {
  /** The kind of error, e.g. `unknown_parameter`. */
  code: nullish(Schema.String),
  /** What happened, in words for people. If the server sends no message, it is the code. */
  message: filled(Schema.String, "reason"),
  /** The dotted path of the field at fault. */
  param: nullish(Schema.String)
}

/** What went wrong, in an `error` event. */
export class LiveError extends shape<LiveError>()({
  /** `invalid_request_error`, `server_error`, … */
  type: nullish(Schema.String),
  ...failure,
  /** The `event_id` of the client event that the server refused, if the event had one. */
  client_event_id: nullish(Schema.String)
}) {}

/** Why an outbound call failed. */
export class CallError extends shape<CallError>()({
  /** Always `call_error`. */
  type: nullish(open("call_error")),
  ...failure
}) {}
