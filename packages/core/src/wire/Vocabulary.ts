/**
 * The shape of a vocabulary. It holds the events that one side of one dialect may send, with the functions on them.
 * `ServerEvent`, `ClientEvent`, and their counterparts under `Beta` and `Translation` all have it.
 */
import type * as Option from "effect/Option"
import type * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type { Forms } from "./Form.ts"
import type { ProtocolError, ProtocolIssue } from "./ProtocolError.ts"
import type { Unlisted } from "./Wire.ts"

/** An event whose `type` a vocabulary does not name. It is kept whole and never guessed at. */
export interface UnknownEvent {
  readonly type: Unlisted
  readonly [key: string]: unknown
}

/** A frame that a consumer can use. */
export interface Known<E> {
  readonly _tag: "Known"
  /**
   * The parsed object itself, if it fits the schema of its type. Otherwise a copy along the path, without the ornaments
   * that do not fit. `encode` of either gives back the frame that came.
   */
  readonly event: E
  /** The ornaments that had an unfamiliar shape and were left out, at most 20. Absent if there were none. */
  readonly issues?: ReadonlyArray<ProtocolIssue>
}

/** A frame that is an object with a string `type` that the vocabulary does not name. */
export interface Unknown {
  readonly _tag: "Unknown"
  readonly event: UnknownEvent
}

/** A frame that a consumer cannot use. It is not an event, or it is of a known type and lacks something essential. */
export interface Malformed {
  readonly _tag: "Malformed"
  readonly error: ProtocolError
}

/** The three outcomes of decoding a frame. There is no fourth, and nothing throws. */
export type Decoded<E> = Known<E> | Unknown | Malformed

/** What a transport needs of a vocabulary. It decodes text frames and encodes events to text. */
export interface EventCodec<E> {
  /**
   * Decodes one text frame. Never throws. Costs little more than `JSON.parse`. Copies nothing of a frame that fits. Ignores a
   * byte order mark at the head of the frame.
   */
  readonly decode: (frame: string) => Decoded<E>
  /**
   * Returns the text frame of an event. Never throws on what `decode` or `make` returned. If `decode` left something
   * out of the event, the result is the frame as it came, less a byte order mark. A copy of such an event gives what the
   * copy has.
   */
  readonly encode: (event: E | UnknownEvent) => string
}

/** A schema class of an event, as `serverEvent` and `clientEvent` declare it. */
export interface EventSchema extends Schema.Constraint {
  readonly fields: { readonly type: Schema.tag<string> }
}

/** The literal that names an event. */
export type TypeOf<M extends EventSchema> = M["fields"]["type"]["schema"]["literal"]

/** The event of a vocabulary that a literal names. */
export type EventOf<M extends EventSchema, T extends TypeOf<M>> = Extract<M["Type"], { readonly type: T }>

/** The schema that a literal names. */
export type SchemaOf<M extends EventSchema, T extends TypeOf<M>> = Extract<M, { readonly Type: { readonly type: T } }>

/** What `make` takes beside the type. */
export type FieldsOf<M extends EventSchema, T extends TypeOf<M>> = Omit<EventOf<M, T>, "type">

/** One arm per event of the vocabulary. */
export type Arms<M extends EventSchema> = { readonly [T in TypeOf<M>]: (event: EventOf<M, T>) => unknown }

/** Every arm, and one for what a newer server may send. */
export type Handlers<M extends EventSchema> = Arms<M> & { readonly unknown: (event: UnknownEvent) => unknown }

/** A vocabulary of events. Decode, match, make, validate and encode its events. */
export interface Vocabulary<M extends EventSchema> extends EventCodec<M["Type"]> {
  /** The name used in messages, e.g. `ServerEvent`. */
  readonly name: string
  /** The literals, in the order of the protocol. */
  readonly types: ReadonlyArray<TypeOf<M>>
  /** What each event must look like, as plain data. Use it to inspect events without Effect's Schema. */
  readonly forms: Forms
  /** Decodes a value that is parsed JSON already, as tolerantly as `decode`. Never throws. */
  readonly decodeValue: (value: unknown) => Decoded<M["Type"]>
  /** A guard for the event that a literal names. */
  readonly is: <T extends TypeOf<M>>(type: T) => (event: M["Type"] | UnknownEvent) => event is EventOf<M, T>
  /** Returns the event as the one that a literal names, or none. */
  readonly as: <T extends TypeOf<M>>(type: T) => (event: M["Type"] | UnknownEvent) => Option.Option<EventOf<M, T>>
  /**
   * Builds an event and checks it. Throws {@link ProtocolError}, because a wrong field here is the programmer's error.
   */
  readonly make: <T extends TypeOf<M>>(type: T, fields: FieldsOf<M, T>) => EventOf<M, T>
  /**
   * Validates a value of a type that this vocabulary names. Fails with at most 20 issues and their paths. It is strict,
   * so an ornament that `decode` would leave out is an issue here. Never throws.
   */
  readonly validate: (value: unknown) => Result.Result<M["Type"], ProtocolError>
  /**
   * Runs the arm of an event. Leaving out an arm does not compile, and neither does leaving out `unknown`. At run time
   * `unknown` takes an event whose arm is missing because a newer vocabulary added it.
   */
  readonly match: <const H extends Handlers<M>>(
    event: M["Type"] | UnknownEvent,
    handlers: H
  ) => ReturnType<H[keyof Handlers<M>]>
  /** Runs the arm of an event if there is one, else `otherwise`. */
  readonly matchSome: <const H extends Partial<Arms<M>>, R>(
    event: M["Type"] | UnknownEvent,
    handlers: H,
    otherwise: (event: M["Type"] | UnknownEvent) => R
  ) => R | ReturnType<NonNullable<H[keyof H & TypeOf<M>]>>
}

/** A vocabulary with its schemas. `@antiphon/core/schema` has one for each vocabulary. */
export interface SchemaVocabulary<M extends EventSchema> extends Vocabulary<M> {
  /** The Effect Schema of one event, for introspection and JSON Schema. Decoding with it copies and strips. */
  readonly schemas: { readonly [T in TypeOf<M>]: SchemaOf<M, T> }
  /**
   * The union as an Effect Schema that validates in place, also when nested. It returns the very object it was given.
   * It is as strict as `validate`, because it cannot leave an ornament out of what it hands on.
   */
  readonly Schema: Schema.Codec<M["Type"] | UnknownEvent>
}

interface Decodes<E> {
  readonly decode: (frame: string) => Decoded<E>
}

/** The event type of a codec or vocabulary. */
export type EventIn<C extends Decodes<unknown>> = C extends Decodes<infer E> ? E : never

/** The event that a literal names in a vocabulary, e.g. `EventNamed<typeof ServerEvent, "response.done">`. */
export type EventNamed<C extends Decodes<unknown>, T extends string> = Extract<EventIn<C>, { readonly type: T }>
