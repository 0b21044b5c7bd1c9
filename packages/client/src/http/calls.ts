/** What a server does with a call over SIP or WebRTC (`POST /v1/realtime/calls/…`). Each rejects with a {@link RealtimeError}. */
import { CallReferRequest, CallRejectRequest, SessionRealtimeRequest } from "@antiphon/core"
import * as Schema from "effect/Schema"
import { RealtimeError } from "../RealtimeError.ts"
import { type HttpOptions, post } from "./post.ts"

export interface CallOptions extends HttpOptions {
  /** `rtc_…`, as the webhook told it. */
  readonly callId: string
}

const act = async (options: CallOptions, what: string, body: object | undefined, fits: boolean): Promise<void> => {
  if (!fits) throw new RealtimeError("unfit", `the body of ${what} is not as the protocol has it`)
  await post(options, `calls/${encodeURIComponent(options.callId)}/${what}`, body)
}

/** Takes a SIP call, with the session that answers it. */
export const accept = (options: CallOptions & { readonly session: SessionRealtimeRequest }): Promise<void> =>
  act(options, "accept", options.session, Schema.is(SessionRealtimeRequest)(options.session))

/** Turns a SIP call away, with a SIP status; default 603. */
export const reject = (options: CallOptions & { readonly statusCode?: number }): Promise<void> => {
  const body = options.statusCode === undefined ? {} : { status_code: options.statusCode }
  return act(options, "reject", body, Schema.is(CallRejectRequest)(body))
}

/** Hands a SIP call over to a `tel:` or `sip:` URI. */
export const refer = (options: CallOptions & { readonly targetUri: string }): Promise<void> => {
  const body = { target_uri: options.targetUri }
  return act(options, "refer", body, Schema.is(CallReferRequest)(body))
}

/** Ends a call. */
export const hangup = (options: CallOptions): Promise<void> => act(options, "hangup", undefined, true)
