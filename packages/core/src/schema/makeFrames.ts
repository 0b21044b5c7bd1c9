/**
 * Vocabularies of other protocols than OpenAI's. Their frames are JSON objects that another key than `type` names, such
 * as `event` or `command`. Decoding is as tolerant, as fast and as lossless as that of the events.
 */
import * as Schema from "effect/Schema"
import { makeCodec } from "../wire/makeVocabulary.ts"
import type { Known, Malformed } from "../wire/Vocabulary.ts"
import { formsOf } from "./formOf.ts"

/** A frame with a string name that the vocabulary does not have. It is kept whole. */
export interface UnknownFrame {
  readonly _tag: "Unknown"
  readonly event: Readonly<Record<string, unknown>>
}

/** The three outcomes of decoding a frame of another protocol. Nothing throws. */
export type DecodedFrame<E> = Known<E> | UnknownFrame | Malformed

/** Decodes and encodes the frames of one side of another protocol. */
export interface Frames<E> {
  /** The name used in messages, e.g. `Twilio.Inbound`. */
  readonly name: string
  /** The literals that name the frames. */
  readonly types: ReadonlyArray<string>
  /** Decodes one text frame. Never throws. */
  readonly decode: (frame: string) => DecodedFrame<E>
  /** Returns the text of a frame. What `decode` returned becomes the text that came, if that was compact JSON. */
  readonly encode: (frame: E | UnknownFrame["event"]) => string
}

/** Makes a vocabulary of frames that `key` names. Give the schemas without the key, as `schemas` has their names. */
export const makeFrames = <const K extends string, const F extends Readonly<Record<string, Schema.Struct.Fields>>>(
  name: string,
  key: K,
  frames: F
): Frames<FrameOf<K, F>> => {
  const schemas = new Map(
    Object.entries(frames).map(([type, fields]) => [type, Schema.Struct({ [key]: Schema.tag(type), ...fields })])
  )
  // The names that bind each frame to its fields live in types alone.
  return makeCodec(name, key, formsOf(schemas)) as unknown as Frames<FrameOf<K, F>>
}

/** The frames of a record of fields, each with its name under `K`. */
export type FrameOf<K extends string, F extends Readonly<Record<string, Schema.Struct.Fields>>> = {
  readonly [T in keyof F & string]: { readonly [P in K]: T } & Schema.Struct.Type<F[T]>
}[keyof F & string]
