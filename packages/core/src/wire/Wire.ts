/**
 * The building blocks of wire types: events, shapes, open enumerations and absent fields. Schemas made of them
 * describe exactly the JSON that travels; none of them transforms.
 */
import * as Schema from "effect/Schema"
import { unlistedExpected } from "./Issues.ts"
import { filled } from "./tolerance.ts"

export { assumed, filled, placed } from "./tolerance.ts"

/**
 * The `type` (or `role`) of something that this version does not name. Assignable to `string`, equal to no literal,
 * so a `switch` over the named literals still narrows. It exists only in types.
 */
export declare enum Unlisted {
  name = ""
}

/** An enumeration that completes the values known today and accepts any other string. */
export interface Open<L extends string> extends Schema.Codec<L | (string & {}), string> {
  readonly Rebuild: Open<L>
}

/** A string whose values known today are `examples`; values that do not exist yet are valid too. */
export const open = <const L extends string>(...examples: readonly [L, ...ReadonlyArray<L>]): Open<L> =>
  Schema.String.annotate({ examples })

/** The place of something in a list, from 0. Some servers leave it out where there is only one place. */
export const firstIndex: Schema.Int = filled(Schema.Int, () => 0)

/** What stands for the arguments of a call: none while there are none, the JSON text of an object. */
export const textOfArguments = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return ""
  return typeof value === "object" && !Array.isArray(value) ? JSON.stringify(value) : undefined
}

/** A key that may be absent but, where present, holds a value. */
export const optional = <S extends Schema.Constraint>(schema: S): Schema.optionalKey<S> => Schema.optionalKey(schema)

/** A key that may be absent or null: whatever a server sends beside the fields a consumer cannot do without. */
export const nullish = <S extends Schema.Constraint>(schema: S): Schema.optionalKey<Schema.NullOr<S>> =>
  Schema.optionalKey(Schema.NullOr(schema))

/** The class of a wire object: its schema, its type and its constructor under one name. */
export interface ShapeClass<Self, F extends Schema.Struct.Fields> extends Schema.Opaque<Self, Schema.Struct<F>, {}> {
  readonly fields: F
}

/** Declares a wire object: `class Conversation extends shape<Conversation>()({ … }) {}`. */
export const shape =
  <Self>() =>
  <const F extends Schema.Struct.Fields>(fields: F): ShapeClass<Self, F> =>
    opaque<ShapeClass<Self, F>>(Schema.Struct(fields))

type ServerFields<T extends string, F extends Schema.Struct.Fields> = {
  readonly type: Schema.tag<T>
  /** The server's own id of this event. Several servers send none, or the same one each time. */
  readonly event_id: Schema.optionalKey<Schema.NullOr<Schema.String>>
} & F

type ClientFields<T extends string, F extends Schema.Struct.Fields> = {
  readonly type: Schema.tag<T>
  /** The client's own id of this event, at most 512 characters; only a refusal (`error.event_id`) names it again. */
  readonly event_id: Schema.optionalKey<Schema.String>
} & F

/** Declares a server event: `class ResponseDone extends serverEvent<ResponseDone>()("response.done", { … }) {}`. */
export const serverEvent =
  <Self>() =>
  <const T extends string, const F extends Schema.Struct.Fields>(
    type: T,
    fields: F
  ): ShapeClass<Self, ServerFields<T, F>> =>
    opaque<ShapeClass<Self, ServerFields<T, F>>>(
      Schema.Struct({ type: Schema.tag(type), event_id: nullish(Schema.String), ...fields })
    )

/** Declares a client event: as {@link serverEvent}, with an optional `event_id`. */
export const clientEvent =
  <Self>() =>
  <const T extends string, const F extends Schema.Struct.Fields>(
    type: T,
    fields: F
  ): ShapeClass<Self, ClientFields<T, F>> =>
    opaque<ShapeClass<Self, ClientFields<T, F>>>(
      Schema.Struct({ type: Schema.tag(type), event_id: Schema.optionalKey(Schema.String), ...fields })
    )

// A schema is a class at run time; `Opaque` only renames its type, but its own signature loses `fields` under a generic.
const opaque = <C>(schema: Schema.Top): C => schema as C

/** The schema of a discriminant that no named arm of its union has. */
export interface UnlistedName extends Schema.Codec<Unlisted, string> {
  readonly Rebuild: UnlistedName
}

/** The discriminant of the unknown arm of a union whose other arms are named `known`. */
export const unlistedName = (known: ReadonlyArray<string>): UnlistedName => {
  const names = new Set(known)
  return opaque<UnlistedName>(
    Schema.String.check(
      Schema.makeFilter((value: string) => !names.has(value), {
        expected: unlistedExpected,
        toJsonSchema: () => ({ not: { enum: known } })
      })
    )
  )
}
