/** The parts of a server's event that a client can do without, by path. They are left out or sent in an unknown shape. */
import type { Numbers } from "./Numbers.ts"

/** A value of parsed JSON that has keys. */
export type Keyed = { [key: string]: unknown }

/**
 * Ornaments that no invariant needs. What carries the story itself (ids, `delta`, `item`, `previous_item_id`) is none, and
 * neither are settings, which a session asks for again where it resumes.
 */
const ornaments: ReadonlyArray<readonly [types: RegExp, paths: ReadonlyArray<string>]> = [
  [/./, ["event_id"]],
  [/^session\./, ["session.object", "session.expires_at"]],
  [/^input_audio_buffer\.speech_/, ["audio_start_ms", "audio_end_ms"]],
  [/^conversation\.item\./, ["item.object", "item.phase", "logprobs"]],
  [/input_audio_transcription\./, ["content_index", "usage"]],
  [/^response\.output_item\./, ["item.object", "item.phase"]],
  [
    /^response\.(created|done)$/,
    ["object", "usage", "status_details", "metadata", "max_output_tokens", "audio"].map((key) => `response.${key}`)
  ],
  [/^response\.content_part\.done$/, ["part"]],
  [/^rate_limits\./, ["rate_limits"]],
  [/^error$/, ["error.type", "error.param"]]
]

/** The ornaments of each type, found once. */
const known = new Map<string, ReadonlyArray<readonly [holder: string | undefined, key: string]>>()

const ornamentsOf = (type: string) => {
  const found =
    known.get(type) ??
    ornaments
      .filter(([types]) => types.test(type))
      .flatMap(([, paths]) =>
        paths.map((path) => {
          const [first = "", second] = path.split(".")
          return second === undefined ? ([undefined, first] as const) : ([first, second] as const)
        })
      )
  known.set(type, found)
  return found
}

const unfamiliar: readonly [unknown, ...ReadonlyArray<unknown>] = [5.5, "ok", true, ["strange"], { strange: [null] }]

/** A text is a familiar id. Two equal pieces with one id are a repeat, as far as a client can know. */
const strangeFor = (key: string, value: unknown): unknown =>
  key === "event_id" && typeof value === "string" ? 5.5 : value

const isKeyed = (value: unknown): value is Keyed => typeof value === "object" && value !== null && !Array.isArray(value)

/** The object below `key`. */
export const below = (value: Keyed, key: string): Keyed | undefined => {
  const found = value[key]
  return isKeyed(found) ? found : undefined
}

/** One key of an event that is left out, or has another value. */
export interface Change {
  /** The object of the event that has the key, or `undefined` if it is the event itself. */
  readonly holder: string | undefined
  readonly key: string
  /** The value. If `undefined`, the key is left out. */
  readonly value: unknown
  /** Whether the value is of a shape that the client does not know. */
  readonly isStrange: boolean
}

/** Which ornaments of an event are left out or bent, each as likely as asked. */
export const changesOf = (
  event: Keyed,
  type: string,
  { bent, sparse }: { readonly bent: number; readonly sparse: number },
  { chance, pick }: Numbers
): Array<Change> => {
  const changes: Array<Change> = []
  for (const [holder, key] of ornamentsOf(type)) {
    const within = holder === undefined ? event : below(event, holder)
    if (within === undefined || !Object.hasOwn(within, key)) continue
    if (chance(sparse)) changes.push({ holder, key, value: undefined, isStrange: false })
    else if (chance(bent)) changes.push({ holder, key, value: strangeFor(key, pick(unfamiliar)), isStrange: true })
  }
  return changes
}
