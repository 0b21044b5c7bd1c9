/** The eight vocabularies, for tests that say the same of every event. */
import type * as Schema from "effect/Schema"
import type { Decoded, ProtocolError } from "@antiphon/core"
import { Beta, ClientEvent, Live, ServerEvent, Translation } from "@antiphon/core/schema"
import type * as Result from "effect/Result"

/** A vocabulary whose events are any objects. A union of all eight is more than the compiler represents. */
export interface Plain {
  readonly types: ReadonlyArray<string>
  readonly schemas: object
  readonly decode: (frame: string) => Decoded<object>
  readonly encode: (event: never) => string
  readonly validate: (value: unknown) => Result.Result<object, ProtocolError>
}

export const vocabularies: ReadonlyArray<readonly [string, Plain]> = [
  ["ServerEvent", ServerEvent],
  ["ClientEvent", ClientEvent],
  ["Beta.ServerEvent", Beta.ServerEvent],
  ["Beta.ClientEvent", Beta.ClientEvent],
  ["Translation.ServerEvent", Translation.ServerEvent],
  ["Translation.ClientEvent", Translation.ClientEvent],
  ["Live.ServerEvent", Live.ServerEvent],
  ["Live.ClientEvent", Live.ClientEvent]
]

/** The schema of one event. */
export const schemaOf = ({ schemas }: Plain, type: string): Schema.ConstraintCodec<unknown, unknown> =>
  Reflect.get(schemas, type)

/** Each event of each vocabulary, with a name for its test. */
export const everyEvent: ReadonlyArray<readonly [string, Plain, string]> = vocabularies.flatMap(([name, vocabulary]) =>
  vocabulary.types.map((type) => [`${name} ${type}`, vocabulary, type] as const)
)
