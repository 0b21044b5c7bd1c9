/**
 * The building blocks of wire types, which are events, shapes, open enumerations and absent fields. Schemas made of
 * them describe exactly the JSON that travels. None of them transforms.
 */
import * as Schema from "effect/Schema"
import { unlistedExpected } from "./leaves.ts"
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

/** A string whose values known today are `examples`. Values that do not exist yet are valid too. */
export const open = <const L extends string>(...examples: readonly [L, ...ReadonlyArray<L>]): Open<L> =>
  Schema.String.annotate({ examples })

/** The index of something in a list, from 0. Some servers leave it out if the list has only one element. */
export const firstIndex: Schema.Int = filled(Schema.Int, "zero")

/** A key that may be absent. If present, it holds a value. */
export const optional = <S extends Schema.Constraint>(schema: S): Schema.optionalKey<S> => Schema.optionalKey(schema)

/** A key that may be absent or null. Fits every field that a consumer can do without. */
export const nullish = <S extends Schema.Constraint>(schema: S): Schema.optionalKey<Schema.NullOr<S>> =>
  Schema.optionalKey(Schema.NullOr(schema))

/** The class of a wire object. One name is its schema, its type and its constructor. */
export interface ShapeClass<Self, F extends Schema.Struct.Fields> extends Schema.Opaque<Self, Schema.Struct<F>, {}> {
  readonly fields: F
}

/** Declares a wire object, as in `class Conversation extends shape<Conversation>()({ … }) {}`. */
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
  /** The client's own id of this event, at most 512 characters. Only a refusal (`error.event_id`) names it again. */
  readonly event_id: Schema.optionalKey<Schema.String>
} & F

/**
 * Declares a server event, as in `class ResponseDone extends serverEvent<ResponseDone>()("response.done", { … }) {}`.
 */
export const serverEvent =
  <Self>() =>
  <const T extends string, const F extends Schema.Struct.Fields>(
    type: T,
    fields: F
  ): ShapeClass<Self, ServerFields<T, F>> =>
    opaque<ShapeClass<Self, ServerFields<T, F>>>(
      Schema.Struct({ type: Schema.tag(type), event_id: nullish(Schema.String), ...fields })
    )

/** Declares a client event. Works as {@link serverEvent} does, with an optional `event_id`. */
export const clientEvent =
  <Self>() =>
  <const T extends string, const F extends Schema.Struct.Fields>(
    type: T,
    fields: F
  ): ShapeClass<Self, ClientFields<T, F>> =>
    opaque<ShapeClass<Self, ClientFields<T, F>>>(
      Schema.Struct({ type: Schema.tag(type), event_id: Schema.optionalKey(Schema.String), ...fields })
    )

// A schema is a class at run time. `Opaque` only renames its type, but its own signature loses `fields` under a
// generic.
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
