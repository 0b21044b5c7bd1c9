import type * as Schema from "effect/Schema"
import type { EventSchema, SchemaVocabulary, Vocabulary } from "../wire/Vocabulary.ts"
import { inPlaceUnion } from "./inPlaceUnion.ts"

/** Adds the schemas of its events to a vocabulary. */
export const withSchemas = <M extends EventSchema & Schema.ConstraintCodec<unknown, unknown>>(
  vocabulary: Vocabulary<M>,
  members: ReadonlyArray<M>
): SchemaVocabulary<M> => {
  /** Whether decoding would leave nothing out and fill nothing in. */
  const isWhole = (value: unknown): boolean => {
    const decoded = vocabulary.decodeValue(value)
    return decoded._tag !== "Malformed" && decoded.event === value
  }
  return {
    ...vocabulary,
    // The literals that bind each schema to its name live in types alone.
    schemas: Object.fromEntries(
      members.map((member) => [member.fields.type.schema.literal, member])
    ) as SchemaVocabulary<M>["schemas"],
    Schema: inPlaceUnion(vocabulary.name, members, isWhole)
  }
}
