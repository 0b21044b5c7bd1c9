import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { checkOf } from "./Check.ts"
import { excessOf, isTooDeep } from "./Depth.ts"
import { Bad, type Check, Ok } from "./Verdict.ts"
import { frameOf, keepFrame } from "./frames.ts"
import type { Form, Forms } from "./Form.ts"
import { withoutMark } from "./withoutMark.ts"
import { Walk } from "./Issues.ts"
import { mendOf, Unusable } from "./mend.ts"
import { ProtocolError, type ProtocolErrorReason } from "./ProtocolError.ts"
import type { Decoded, EventSchema, UnknownEvent, Vocabulary } from "./Vocabulary.ts"

/** Longer frames are scanned for depth before they are parsed. Shorter ones cannot exhaust a stack. */
const scanFirst = 64 * 1024

/** Any event at run time. The types of a vocabulary bind it to its literals. */
type Event = object
type Fields = Readonly<Record<string, unknown>>
type Arm = (event: Event) => unknown

/** The check of the events of one type, and what came after the last of them. */
interface EventKind {
  readonly type: string
  readonly check: Check
  next: EventKind | undefined
}

const typeIn = (event: object): unknown => (event as Fields)["type"]

/** Makes a vocabulary of the forms of its events. Makes the check of a type at the first event of it. */
export const makeVocabulary = <M extends EventSchema>(name: string, forms: Forms): Vocabulary<M> =>
  // Inside, an event is any object. The literals that bind each function to its event live in types alone.
  makeCodec(name, "type", forms) as unknown as Vocabulary<M>

/**
 * Makes the functions of a vocabulary whose events are named by the key `key`. Dialects of others name their frames by
 * `event` or `command`.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- the codec runs for each event, and its closures share the checks
export const makeCodec = (name: string, key: string, forms: Forms) => {
  // A key in a variable would make each read a look-up.
  const typeOf = key === "type" ? typeIn : (event: object): unknown => (event as Fields)[key]
  const kinds = new Map<string, EventKind>()
  let last: EventKind | undefined

  /** Events come in runs and in recurring sequences, and a comparison is cheaper than a look-up of a fresh string. */
  const eventKind = (type: string): EventKind | undefined => {
    const before = last
    if (before?.type === type) return before
    const next = before?.next
    const kind = next?.type === type ? next : (kinds.get(type) ?? newKindOf(type))
    if (kind === undefined) return undefined
    if (before !== undefined) before.next = kind
    last = kind
    return kind
  }

  const newKindOf = (type: string): EventKind | undefined => {
    const form = forms.of(type)
    if (form === undefined) return undefined
    const kind: EventKind = { type, check: checkOf(form, key), next: undefined }
    kinds.set(type, kind)
    return kind
  }

  const classify = (value: unknown, raw: unknown): Decoded<Event> => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return malformed("NotObject", raw)
    const type = typeOf(value)
    if (typeof type !== "string") return malformed("NoType", raw)
    const kind = eventKind(type)
    if (kind === undefined) {
      return isTooDeep(raw) ? malformed("TooDeep", raw) : { _tag: "Unknown", event: value as UnknownEvent }
    }
    const verdict = kind.check(value)
    if (verdict === Ok) return { _tag: "Known", event: value }
    if (verdict === Bad) return mended(type, value, raw)
    return isTooDeep(raw) ? malformed("TooDeep", raw) : { _tag: "Known", event: value }
  }

  /** Returns the usable part of an event that does not fit as a whole. */
  const mended = (type: string, value: Event, raw: unknown): Decoded<Event> => {
    if (isTooDeep(raw)) return malformed("TooDeep", raw)
    const walk = new Walk(false)
    const event = mendOf(formOf(type))(value, walk)
    if (event === Unusable) return { _tag: "Malformed", error: invalid(type, walk, raw) }
    const known = event as Event
    if (known !== value) keepFrame(known, raw)
    return walk.issues.length === 0
      ? { _tag: "Known", event: known }
      : { _tag: "Known", event: known, issues: walk.issues }
  }

  const formOf = (type: string): Form => {
    const form = forms.of(type)
    if (form === undefined) throw new TypeError(`no event of ${name}: ${type}`)
    return form
  }

  const invalid = (type: string, { issues }: Walk, raw: unknown): ProtocolError =>
    new ProtocolError({ reason: "Invalid", type, issues, raw })

  const decode = (received: string): Decoded<Event> => {
    const frame = withoutMark(received)
    const excess = frame.length > scanFirst ? excessOf(frame) : undefined
    if (excess !== undefined) return malformed(excess, frame)
    let value: unknown
    try {
      value = JSON.parse(frame)
    } catch {
      return malformed("NotJson", frame)
    }
    return classify(value, frame)
  }

  /** Validates strictly, so what `decode` leaves out or fills in is an issue here. */
  const validate = (value: unknown): Result.Result<Event, ProtocolError> => {
    const decoded = classify(value, value)
    if (decoded._tag === "Malformed") return Result.fail(decoded.error)
    const walk = new Walk(true)
    const type = String(typeOf(decoded.event))
    if (decoded._tag === "Unknown") {
      walk.enter(key)
      walk.note(`is not in ${name}`)
      return Result.fail(invalid(type, walk, value))
    }
    if (decoded.event === value) return Result.succeed(decoded.event)
    mendOf(formOf(type))(value, walk)
    return Result.fail(invalid(type, walk, value))
  }

  const encode = (event: Event): string => {
    const frame = frameOf(event)
    return typeof frame === "string" ? frame : JSON.stringify(frame ?? event)
  }

  const armOf = (handlers: Readonly<Record<string, Arm>>, event: Event): Arm | undefined => {
    const type = String(typeOf(event))
    return Object.hasOwn(handlers, type) && forms.of(type) !== undefined ? handlers[type] : undefined
  }

  const malformed = (reason: ProtocolErrorReason, raw: unknown): Decoded<never> => ({
    _tag: "Malformed",
    error: new ProtocolError({ reason, key, raw })
  })

  return {
    name,
    forms,
    get types() {
      return forms.types
    },
    decode,
    decodeValue: (value: unknown) => classify(value, value),
    encode,
    is: (type: string) => (event: Event) => typeOf(event) === type,
    as: (type: string) => (event: Event) => (typeOf(event) === type ? Option.some(event) : Option.none()),
    make: (type: string, fields: object) =>
      Result.getOrThrowWith(validate({ [key]: type, ...fields }), (error) => error),
    validate,
    match: (event: Event, handlers: Readonly<Record<string, Arm>> & { readonly unknown: Arm }) =>
      (armOf(handlers, event) ?? handlers.unknown)(event),
    matchSome: (event: Event, handlers: Readonly<Record<string, Arm>>, otherwise: Arm) =>
      (armOf(handlers, event) ?? otherwise)(event)
  }
}
