/** What a frame says, or why it is refused before the machine acts on it. The same for every vocabulary. */
import { type Decoded, formatPath, type Forms, type ProtocolError, strictly } from "@antiphon/core"
import * as Result from "effect/Result"
import { namesIn } from "./names.ts"
import { clip, invalidValue, type Refusal, refuse } from "./Refusal.ts"
import { unknownIn, withoutNulls } from "./strict.ts"

/** Characters that the protocol allows an `event_id`. */
const maxEventIdChars = 512

/** The vocabulary that clients speak. */
interface Spoken<E extends Event> {
  readonly name: string
  readonly types: ReadonlyArray<string>
  readonly forms: Forms
  readonly decodeValue: (value: unknown) => Decoded<E>
  readonly validate: (value: unknown) => Result.Result<unknown, ProtocolError>
}

/** An event of any vocabulary of clients. */
interface Event {
  readonly type: string
  readonly event_id?: string | null
}

/** Returns the event, or what is wrong with the frame. */
export const understand = <E extends Event>(vocabulary: Spoken<E>, received: Decoded<E>): Result.Result<E, Refusal> => {
  const decoded = readStrictly(vocabulary, received)
  switch (decoded._tag) {
    case "Malformed":
      return Result.fail(malformed(decoded.error))
    case "Unknown": {
      const known = vocabulary.types.map((type) => `'${type}'`).join(", ")
      const message = `Unknown event type '${clip(decoded.event.type, maxQuoted)}'. Supported are: ${known}.`
      return Result.fail(refuse("invalid_event", message, "type"))
    }
    case "Known": {
      const { event } = decoded
      const form = vocabulary.forms.of(event.type)
      const refusal = tooLong(event) ?? (form && unknownIn(form, event, namesIn(vocabulary.name, event.type)))
      return refusal === undefined ? Result.succeed(event) : Result.fail(refusal)
    }
  }
}

/**
 * Reads as strictly as the real server. Decoding is tolerant and leaves wrong ornaments out. A server refuses them, so here
 * they make the event `Malformed`. Only null is taken for absent (see {@link withoutNulls}).
 */
export const readStrictly = <E extends Event>(vocabulary: Spoken<E>, received: Decoded<E>): Decoded<E> => {
  const decoded = strictly(vocabulary, received)
  return decoded._tag === "Malformed" ? againWithoutNulls(vocabulary, decoded) : decoded
}

/** Decodes a malformed event again without its nulls. Returns it as it is if it has none. */
const againWithoutNulls = <E extends Event>(
  vocabulary: Spoken<E>,
  decoded: Extract<Decoded<E>, { readonly _tag: "Malformed" }>
): Decoded<E> => {
  if (decoded.error.reason !== "Invalid") return decoded
  const received = receivedFrom(decoded.error)
  const type = field(received, "type")
  const form = typeof type === "string" ? vocabulary.forms.of(type) : undefined
  if (form === undefined) return decoded
  const value = withoutNulls(form, received)
  return value === received ? decoded : strictly(vocabulary, vocabulary.decodeValue(value))
}

/** Returns the client's id of the event, or `null` if the event has none. */
export const eventIdOf = (decoded: Decoded<Event>): string | null => {
  const received = decoded._tag === "Malformed" ? receivedFrom(decoded.error) : decoded.event
  const id = field(received, "event_id")
  return typeof id === "string" ? id.slice(0, maxEventIdChars) : null
}

/** Refuses an `event_id` that is too long. */
const tooLong = ({ event_id }: Event): Refusal | undefined =>
  event_id != null && event_id.length > maxEventIdChars
    ? invalidValue("event_id", `An event_id has at most ${maxEventIdChars} characters.`)
    : undefined

/** Refuses a frame that is no event for the first thing that is wrong with it. */
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

/** Whether a value has nothing at a path. */
const isMissing = (value: unknown, [key, ...rest]: ReadonlyArray<string | number>): boolean =>
  key === undefined ? value === undefined : isMissing(field(value, key), rest)

/** The own field of a value, or `undefined`. */
const field = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/** The values of malformed frames, for as long as their errors live. A large one costs too much to be parsed twice. */
const values = new WeakMap<ProtocolError, { readonly value: unknown }>()

/** The frame as JSON. An `Invalid` frame has passed the parser, so it is safe to parse again. */
const receivedFrom = (error: ProtocolError): unknown => {
  const { raw, reason } = error
  if (reason !== "Invalid" || typeof raw !== "string") return raw
  const known = values.get(error) ?? { value: JSON.parse(raw) }
  values.set(error, known)
  return known.value
}

/** Characters of a client's word that a refusal quotes. */
const maxQuoted = 80
