/** A call and a session of `@antiphon/client`, joined. */
import {
  flag,
  hasMethods,
  isOptions,
  kindOf,
  optionsProblem,
  refuseArgument,
  type Rules
} from "@antiphon/core/boundary"
import type { ConversationItem, ResponseCreateParams, SessionRequest } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import { bridge as bridgeCall, type BridgeOptions } from "../call/bridge.ts"
import type { CallEnd } from "../call/Call.ts"
import { callBehind, type PhoneCall } from "./PhoneCall.ts"

/** The parts of a session that a bridge uses. `RealtimeSession` of `@antiphon/client` has them. */
export interface PhoneSession {
  configure(session: SessionRequest): Promise<unknown>
  sendAudio(samples: Int16Array): Promise<unknown>
  createResponse(params?: ResponseCreateParams): Promise<unknown>
  addItem(item: ConversationItem): Promise<unknown>
  close(): Promise<void>
  readonly closed: Promise<unknown>
}

const rules: Rules = {
  greet: [(value) => typeof value === "boolean" || isOptions(value), "true, false or { instructions }"],
  keysAsText: flag
}

/**
 * Joins a call and a session until one of them ends. Resolves with why the call ended. Rejects as a command of the session
 * does if the session refuses the format of the call.
 *
 * The session must have `call.speaker` as its speaker. The session is closed when the call ends. The call is hung up when
 * the session ends, once the caller has heard what was said.
 */
export const bridge = async (call: PhoneCall, session: PhoneSession, options: BridgeOptions = {}): Promise<CallEnd> => {
  const behind = callBehind(call, bridge)
  const isSession = hasMethods("configure", "sendAudio", "close")(session)
  refuseArgument(
    bridge,
    isSession ? undefined : `bridge takes the session that connect() gives, not ${kindOf(session)}`
  )
  refuseArgument(bridge, optionsProblem("bridge", options, rules))
  const ask = (command: () => Promise<unknown>) => Effect.tryPromise({ try: command, catch: (error) => error })
  const joined = bridgeCall(
    behind,
    {
      configure: (request) => ask(() => session.configure(request)),
      sendAudio: (samples) => ask(() => session.sendAudio(samples)),
      createResponse: (params) => ask(() => session.createResponse(params)),
      addItem: (item) => ask(() => session.addItem(item)),
      close: Effect.promise(() => session.close()),
      ended: Effect.promise(() => session.closed)
    },
    options
  )
  return await Effect.runPromise(joined)
}
