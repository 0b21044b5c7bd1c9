/** Events of any type, for dialects that are translated before they are validated. */
import type { EventSchema, UnknownEvent, EventCodec } from "./Vocabulary.ts"
import { makeVocabulary } from "./makeVocabulary.ts"
import type * as Schema from "effect/Schema"

/** A vocabulary without events of its own. Every object with a string `type` is `Unknown`, and anything else malformed. */
export const anyEvents: EventCodec<UnknownEvent> = makeVocabulary<
  EventSchema & Schema.ConstraintCodec<unknown, unknown>
>("AnyEvent", []) as unknown as EventCodec<UnknownEvent>
