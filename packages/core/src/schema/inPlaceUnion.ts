import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import type { EventSchema, UnknownEvent } from "../wire/Vocabulary.ts"
import { unlistedName } from "../wire/Wire.ts"

/**
 * The union of a vocabulary as a schema that hands on the very object it was given, also when nested. Schema's own
 * union would copy the object and strip what it does not know. A failure names only the first issue with its path,
 * because a frame may have a million of them.
 */
export const inPlaceUnion = <M extends EventSchema & Schema.ConstraintCodec<unknown, unknown>>(
  name: string,
  members: ReadonlyArray<M>,
  isValid: (value: unknown) => boolean
): Schema.Codec<M["Type"] | UnknownEvent> => {
  type Event = M["Type"] | UnknownEvent
  const detailed = () => {
    const unknown = Schema.Struct({ type: unlistedName(members.map((member) => member.fields.type.schema.literal)) })
    return SchemaParser.decodeUnknownResult(Schema.Union([...members, unknown]))
  }
  let explain: ReturnType<typeof detailed> | undefined
  return Schema.declareConstructor<Event>()(
    [],
    () => (value, _ast, options) =>
      Effect.fromResult(
        isValid(value)
          ? Result.succeed(value as Event)
          : Result.map((explain ??= detailed())(value, { ...options, errors: "first" }), () => value as Event)
      ),
    { identifier: name }
  )
}
