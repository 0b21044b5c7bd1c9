/** Whether bodies and answers are as the protocol has them, by the forms of its events. So no request loads Effect's Schema. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import type { ErrorDetail, Session, SessionRequest } from "@antiphon/core/shapes"
import * as Result from "effect/Result"

/** Whether a value is the settings of a session. */
export const isSessionRequest = (session: unknown): session is SessionRequest =>
  Result.isSuccess(ClientEvent.validate({ type: "session.update", session }))

/** Whether a value is a session as a server shows it. */
export const isSession = (session: unknown): session is Session =>
  Result.isSuccess(ServerEvent.validate({ type: "session.updated", session }))

/** Whether a value is what a server says of an error. */
export const isErrorDetail = (error: unknown): error is ErrorDetail =>
  Result.isSuccess(ServerEvent.validate({ type: "error", error }))
