/** The commands of a session as promises. Arguments are checked before anything is sent. */
import { itemProblem, responseProblem, settingsProblem } from "@antiphon/core/boundary"
import type { SessionRequest } from "@antiphon/core/shapes"
import type { Session, SessionError } from "@antiphon/session"
import * as Effect from "effect/Effect"
import { isObject, isText, kindOf, need, refuse } from "../boundary/checkOptions.ts"
import { begin, run, signalOf } from "../boundary/run.ts"
import { samplesOf } from "../boundary/samplesOf.ts"
import { traced, tracedIfLate } from "../boundary/traced.ts"
import { fromSession } from "../RealtimeError.ts"
import type { RealtimeResponse } from "../responses/RealtimeResponse.ts"
import { requestOf } from "./SessionSettings.ts"
import type { CommandOptions, RealtimeSession } from "./RealtimeSession.ts"

/** Runs an effect that is made when it runs. */
const command = <A>(make: () => Effect.Effect<A, SessionError>, options?: CommandOptions): Promise<A> =>
  run(Effect.mapError(Effect.suspend(make), fromSession), signalOf(options))

const needText = (what: string, text: unknown, wanted: string): void =>
  need(typeof text === "string", `${what} takes ${wanted}, not ${kindOf(text)}`)

const needId = (what: string, id: unknown): void =>
  need(isText(id), `${what} takes the id of an item, not ${kindOf(id)}`)

const needTyped = (what: string, value: unknown, wanted: string): void =>
  need(
    isObject(value) && isText(value["type"]),
    `${what} takes ${wanted}, not ${isObject(value) ? "one without a type" : kindOf(value)}`
  )

type Commands = Pick<
  RealtimeSession,
  | "sendText"
  | "sendAudio"
  | "clearInput"
  | "commit"
  | "createResponse"
  | "interrupt"
  | "configure"
  | "addItem"
  | "deleteItem"
  | "retrieveItem"
>

export const makeCommands = ({
  configure,
  responseOf,
  session
}: {
  readonly session: Session
  readonly configure: (request: SessionRequest) => ReturnType<Session["configure"]>
  readonly responseOf: (responseId: string) => RealtimeResponse
}): Commands => ({
  sendText: traced(async (text, options) => {
    needText("sendText", text, "text")
    const { itemId, responseId } = await command(() => session.sendText(text), options)
    return { itemId, response: responseOf(responseId) }
  }),
  sendAudio: tracedIfLate((given, options) =>
    begin(Effect.mapError(session.sendAudio(samplesOf(given)), fromSession), signalOf(options))
  ),
  clearInput: traced((options) => command(() => session.clearInput, options)),
  commit: traced((options) => command(() => session.commit, options)),
  createResponse: traced(async (params, options) => {
    need(params === undefined || isObject(params), `createResponse takes an object, not ${kindOf(params)}`)
    if (params !== undefined) refuse(responseProblem({ what: "createResponse" }, params))
    return responseOf(await command(() => session.createResponse(params), options))
  }),
  interrupt: traced(() => command(() => session.interrupt)),
  configure: traced(async (settings, options) => {
    const { session: now } = Effect.runSync(session.state)
    const type = now?.type === "transcription" ? "transcription" : "realtime"
    const request = requestOf("configure", settings, type)
    refuse(settingsProblem({ what: "configure" }, settings, type))
    return await command(() => configure(request), options)
  }),
  addItem: traced(async (item, options) => {
    needTyped("addItem", item, 'an item with a type, e.g. { type: "message" }')
    refuse(itemProblem({ what: "addItem" }, item))
    signalOf(options)
    return await command(() => session.addItem(item, options?.after), options)
  }),
  deleteItem: traced(async (itemId, options) => {
    needId("deleteItem", itemId)
    await command(() => session.deleteItem(itemId), options)
  }),
  retrieveItem: traced(async (itemId, options) => {
    needId("retrieveItem", itemId)
    return await command(() => session.retrieveItem(itemId), options)
  })
})
