import { clientEvent } from "./wire/Wire.ts"
import { makeVocabulary } from "./wire/makeVocabulary.ts"
import type { Vocabulary } from "./wire/Vocabulary.ts"
import * as Schema from "effect/Schema"
class Cleared extends clientEvent<Cleared>()("input_audio_buffer.clear", {}) {}
class Delta extends clientEvent<Delta>()("input_audio_buffer.append", { audio: Schema.String }) {}
type Members = typeof Cleared | typeof Delta
export const ClientEvent: Vocabulary<Members> = makeVocabulary<Members>("ClientEvent", [Cleared, Delta])
export type ClientEvent = Members["Type"]
