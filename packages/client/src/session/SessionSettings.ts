/** The settings of a session as people write them. */
import type { SessionRequest } from "@antiphon/core/shapes"
import { isObject, kindOf, need } from "../boundary/checkOptions.ts"

type Conversation = Extract<SessionRequest, { readonly type: "realtime" }>
type Audio = NonNullable<Conversation["audio"]>
type Input = NonNullable<Audio["input"]>
type Output = NonNullable<Audio["output"]>

/** Settings of the audio that may stand beside the others. */
interface Flat
  extends Pick<Input, "turn_detection" | "transcription" | "noise_reduction">, Pick<Output, "voice" | "speed"> {}

/**
 * The settings of a session, by the names of the protocol. `voice`, `speed`, `turn_detection`, `transcription` and
 * `noise_reduction` may stand beside the others in place of `audio.output` and `audio.input`. The `type` may be left out.
 *
 * A name that the protocol does not have is sent as it is, so that a new field of the service can be used at once. A slip
 * of a known name, such as `voise`, is `invalid` and not sent. If a new field resembles a known one, give the known one too,
 * as `undefined` if it shall not be sent: `{ voices: ["a"], voice: undefined }`.
 */
export type SessionSettings = SessionRequest | (Partial<Conversation> & Flat)

const input = ["turn_detection", "transcription", "noise_reduction"]
const output = ["voice", "speed"]

/** Moves the flat settings to their places. `type` is that of settings without one. */
export const requestOf = (
  what: string,
  settings: SessionSettings,
  type: "realtime" | "transcription"
): SessionRequest => {
  need(
    isObject(settings),
    `${what} takes an object of settings, e.g. { instructions: "Be brief." }, not ${kindOf(settings)}`
  )
  const rest: Record<string, unknown> = Object.assign<{}, {}>({ type }, settings)
  const place = (side: "input" | "output", names: ReadonlyArray<string>): void => {
    const flat = names.filter((name) => name in rest)
    if (flat.length === 0) return
    const audio = isObject(rest["audio"]) ? rest["audio"] : {}
    const known = isObject(audio[side]) ? audio[side] : {}
    const moved: Record<string, unknown> = {}
    for (const name of flat) {
      need(!(name in known), `${what} has ${name} twice: pass it once, as ${name} or in audio.${side}`)
      moved[name] = rest[name]
      delete rest[name]
    }
    rest["audio"] = { ...audio, [side]: { ...known, ...moved } }
  }
  place("input", input)
  place("output", output)
  // Checked by the server, whose words the caller gets.
  return rest as SessionRequest
}
