/** The shapes of bodies of Live. They are loaded with the first request, because they bring Effect's Schema along. */
import { Live } from "@antiphon/core/schema"
import * as Schema from "effect/Schema"

export const isAnswer = Schema.is(Live.SessionCreateResponse)
export const isCreate = Schema.is(Live.SessionCreateRequest)
export const isFork = Schema.is(Live.SessionForkRequest)
export const isAccept = Schema.is(Live.SessionAcceptRequest)
export const isReject = Schema.is(Live.SessionRejectRequest)
export const isRefer = Schema.is(Live.SessionReferRequest)
