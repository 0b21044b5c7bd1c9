/** The bodies of requests about SIP calls. They are read strictly, though no SIP call waits here. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readJson } from "../http/body.ts"
import { HttpRefusal } from "../http/HttpRefusal.ts"
import { callSettings } from "./call.ts"
import { type LiveRefusal, refuse } from "./Step.ts"

/** What a SIP call may be asked to do, and the keys of each body. */
const keysOf = { accept: "session", reject: "status_code", refer: "target_uri" } as const
type SipAction = keyof typeof keysOf

/** Whether an action is about a SIP call. */
export const isSipAction = (action: string): action is SipAction => Object.hasOwn(keysOf, action)

/** Reads the body, says what is wrong with it, and then that no such call waits. */
export const sipAction = Effect.fnUntraced(function* (
  request: Request,
  { action, id, maxBytes }: { readonly action: SipAction; readonly id: string; readonly maxBytes: number }
): Effect.fn.Return<never, HttpRefusal> {
  const wrong = wrongIn(action, yield* readJson(request, maxBytes))
  if (wrong !== undefined) return yield* new HttpRefusal({ status: 400, ...wrong })
  return yield* new HttpRefusal({
    status: 404,
    code: "session_not_found",
    message: `No SIP call ${id} waits. This server answers WebRTC only.`
  })
})

const wrongIn = (action: SipAction, body: object): LiveRefusal | undefined => {
  const key = keysOf[action]
  const extra = Object.keys(body).find((each) => each !== key)
  if (extra !== undefined) return refuse("unknown_parameter", `Unknown parameter: '${extra}'.`, extra)
  const value: unknown = Object.entries(body).find(([each]) => each === key)?.[1]
  if (value == null) return refuse("missing_required_parameter", `Missing required parameter: '${key}'.`, key)
  switch (action) {
    case "accept":
      return wrongSession(value)
    case "reject":
      return Number.isInteger(value) && Number(value) >= 300 && Number(value) < 700
        ? undefined
        : refuse("invalid_value", "The status is a SIP status from 300 to 699.", key)
    case "refer":
      return typeof value === "string" && /^(tel|sips?):./.test(value)
        ? undefined
        : refuse("invalid_value", "The target is a tel: or sip: URI.", key)
  }
}

const wrongSession = (value: unknown): LiveRefusal | undefined => {
  const { type, ...settings }: { readonly type?: unknown } = Object(value)
  if (type !== "live") return refuse("invalid_value", "The type of the session is live.", "session.type")
  const read = callSettings(settings, undefined)
  return Result.isFailure(read) ? read.failure : undefined
}
