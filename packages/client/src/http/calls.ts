/**
 * Handles a call over SIP or WebRTC (`POST /v1/realtime/calls/…`). Each function rejects with a {@link RealtimeError}.
 */
import { settingsProblem } from "@antiphon/core/boundary"
import type { SessionRealtimeRequest } from "@antiphon/core/shapes"
import { isObject, isText, need, refuse, type Rule } from "../boundary/checkOptions.ts"
import { traced } from "../boundary/traced.ts"
import { isSessionRequest } from "./fits.ts"
import { checkHttp, type HttpOptions, post } from "./post.ts"

export interface CallOptions extends HttpOptions {
  /** The id of the call (`rtc_…`) from the webhook. */
  readonly callId: string
}

const callId: Rule = [isText, "the id of the call (rtc_…)"]
const session: Rule = [isObject, 'a session, e.g. { type: "realtime", model: "gpt-realtime" }']
const statusCode: Rule = [Number.isInteger, "a SIP status, e.g. 486"]
const targetUri: Rule = [isText, "a tel: or sip: URI"]

const act = async (options: CallOptions, what: string, body: object | undefined, fits: boolean): Promise<void> => {
  need(fits, `the body of ${what} is not as the protocol has it`)
  await post(options, `calls/${encodeURIComponent(options.callId)}/${what}`, body)
}

/** Accepts a SIP call with the session that answers it. */
export const accept: (options: CallOptions & { readonly session: SessionRealtimeRequest }) => Promise<void> = traced(
  async (options) => {
    checkHttp("calls.accept", options, { callId, session }, ["callId", "session"])
    refuse(settingsProblem({ what: "calls.accept", option: "session" }, options.session))
    await act(
      options,
      "accept",
      options.session,
      isSessionRequest(options.session) && options.session.type === "realtime"
    )
  }
)

/** Rejects a SIP call with a SIP status, which defaults to 603. */
export const reject: (options: CallOptions & { readonly statusCode?: number }) => Promise<void> = traced(
  async (options) => {
    checkHttp("calls.reject", options, { callId, statusCode }, ["callId"])
    const body = options.statusCode === undefined ? {} : { status_code: options.statusCode }
    await act(options, "reject", body, Number.isSafeInteger(options.statusCode ?? 603))
  }
)

/** Transfers a SIP call to a `tel:` or `sip:` URI. */
export const refer: (options: CallOptions & { readonly targetUri: string }) => Promise<void> = traced(
  async (options) => {
    checkHttp("calls.refer", options, { callId, targetUri }, ["callId", "targetUri"])
    const body = { target_uri: options.targetUri }
    await act(options, "refer", body, true)
  }
)

/** Ends a call. */
export const hangup: (options: CallOptions) => Promise<void> = traced(async (options) => {
  checkHttp("calls.hangup", options, { callId }, ["callId"])
  await act(options, "hangup", undefined, true)
})
