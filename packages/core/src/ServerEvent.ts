import { serverEvent } from "./wire/Wire.ts"
import { makeVocabulary } from "./wire/makeVocabulary.ts"
import type { Vocabulary } from "./wire/Vocabulary.ts"
import * as Schema from "effect/Schema"
class Cleared extends serverEvent<Cleared>()("input_audio_buffer.cleared", {}) {}
class Delta extends serverEvent<Delta>()("response.output_text.delta", { delta: Schema.String }) {}
type Members = typeof Cleared | typeof Delta
export const ServerEvent: Vocabulary<Members> = makeVocabulary<Members>("ServerEvent", [Cleared, Delta])
export type ServerEvent = Members["Type"]
