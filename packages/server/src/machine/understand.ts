/** What a frame says, or why it is refused before anyone acts on it. The same for every vocabulary. */
import { type Decoded, formatPath, type ProtocolError, strictly } from "@antiphon/core"
import type * as Result from "effect/Result"
import type * as SchemaAST from "effect/SchemaAST"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"
import { unknownIn } from "./strict.ts"

const maxEventIdChars = 512

/** The vocabulary that clients speak. */
interface Spoken {
  readonly types: ReadonlyArray<string>
  readonly schemas: Readonly<Record<string, { readonly ast: SchemaAST.AST } | undefined>>
  readonly validate: (value: unknown) => Result.Result<unknown, ProtocolError>
}

interface Event {
  readonly type: string
  readonly event_id?: string
}

/** The event, or what is wrong with the frame. Decoding is tolerant, and a server is not: it refuses a wrong ornament too. */
export const understand = <E extends Event>(vocabulary: Spoken, received: Decoded<E>): E | Refusal => {
  const decoded = strictly(vocabulary, received)
  switch (decoded._tag) {
    case "Malformed":
      return malformed(decoded.error)
    case "Unknown": {
      const known = vocabulary.types.map((type) => `'${type}'`).join(", ")
      return refuse("invalid_event", `Unknown event type '${decoded.event.type}'. Supported are: ${known}.`, "type")
    }
    case "Known": {
      const { event } = decoded
      const ast = vocabulary.schemas[event.type]?.ast
      return tooLong(event) ?? (ast && unknownIn(ast, event)) ?? event
    }
  }
}

/** The client's id of the event, where it gave one. */
export const eventIdOf = (decoded: Decoded<Event>): string | null => {
  const received = decoded._tag === "Malformed" ? receivedFrom(decoded.error) : decoded.event
  const id = field(received, "event_id")
  return typeof id === "string" ? id.slice(0, maxEventIdChars) : null
}

const tooLong = ({ event_id }: Event): Refusal | undefined =>
  event_id !== undefined && event_id.length > maxEventIdChars
    ? invalidValue("event_id", `An event_id has at most ${maxEventIdChars} characters.`)
    : undefined

/** The first thing wrong with a frame that is no event. */
const malformed = (error: ProtocolError): Refusal => {
  const [issue] = error.issues
  if (error.reason !== "Invalid" || issue === undefined) {
    return refuse("invalid_event", `Could not understand the event: ${error.message}.`)
  }
  const param = formatPath(issue.path)
  return isMissing(receivedFrom(error), issue.path)
    ? refuse("missing_required_parameter", `Missing required parameter: '${param}'.`, param)
    : invalidValue(param, `Invalid value for '${param}': ${issue.message}.`)
}

const isMissing = (value: unknown, [key, ...rest]: ReadonlyArray<string | number>): boolean =>
  key === undefined ? value === undefined : isMissing(field(value, key), rest)

const field = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/** The frame as JSON. Only an `Invalid` one has passed the parser, and so is safe to parse again. */
const receivedFrom = ({ reason, raw }: ProtocolError): unknown =>
  reason === "Invalid" && typeof raw === "string" ? JSON.parse(raw) : raw
