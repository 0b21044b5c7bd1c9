/** A user who does anything at any time. */
import type { ConversationItem } from "@antiphon/core/shapes"
import { conversation, type Session, type SessionError, type SessionState } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type { Connected } from "./connect.ts"
import type { Numbers } from "./Numbers.ts"
import { type Plan, turns } from "./Plan.ts"
import { userVoice } from "./voices.ts"

/** What the user has before them. */
export interface Desk {
  readonly session: Session
  readonly connected: Connected
  /** Starts a command and watches it. `limitMs` is how long it may take. */
  readonly begin: (name: string, limitMs: number, command: Effect.Effect<unknown, SessionError>) => Effect.Effect<void>
  /** Takes back one of the commands that run. */
  readonly takeBack: Effect.Effect<void>
  readonly note: (text: string) => void
  /** Ends the connection, in one way or another. */
  readonly leave: Effect.Effect<void>
}

/** How long a command may take, ms. It waits for its answer, and before that for a connection if the session outlives one. */
export const deadlineMs = ({ lasts }: Pick<Plan, "lasts">): number => (lasts ? 20_000 : 10_000)
/** Deadlines in ms, of a command that may stand in a queue, of a command that waits to be sent and of an interruption. */
const queuedMs = 130_000
const sentMs = 45_000
const interruptMs = 2_100

type Move = (desk: Desk) => Effect.Effect<void>

export interface User {
  readonly act: Move
  readonly pause: Effect.Effect<void>
}

export const makeUser = (numbers: Numbers, plan: Plan): User => {
  const { between, chance, pick } = numbers
  const answerMs = deadlineMs(plan)
  let isSpeaking = false
  let typed = 0

  const someItem = (state: SessionState): string => {
    const ids = conversation(state).map(({ id }) => id)
    return chance(0.95) ? (ids[between(0, Math.max(0, ids.length - 1))] ?? "nothing") : "nothing"
  }

  const message = (role: "user" | "assistant" | "system", text: string): ConversationItem => {
    switch (role) {
      case "user":
      case "system":
        return { type: "message", role, content: [{ type: "input_text", text }] }
      case "assistant":
        return { type: "message", role, content: [{ type: "output_text", text }] }
    }
  }

  const talk: Move = ({ begin, session }) => {
    if (isSpeaking) return Effect.void
    isSpeaking = true
    const frames = userVoice(between(2, 12) * 100, between(7, 14) * 100)
    const inRealTime = chance(0.7)
    const speak = Effect.forEach(
      frames,
      (frame) => Effect.andThen(session.sendAudio(frame), inRealTime ? Effect.sleep(100) : Effect.void),
      { discard: true }
    )
    const isPushed = plan.turns === null && chance(0.8)
    const turn = Effect.ensuring(
      speak,
      Effect.sync(() => {
        isSpeaking = false
      })
    )
    if (!isPushed) return begin("sendAudio", sentMs, turn)
    return begin(
      "push to talk",
      sentMs + queuedMs,
      Effect.andThen(turn, Effect.andThen(session.commit, chance(0.8) ? session.createResponse() : Effect.void))
    )
  }

  const ofState = (desk: Desk, move: (state: SessionState) => Effect.Effect<void>): Effect.Effect<void> =>
    Effect.flatMap(desk.session.state, move)

  const moves: readonly [readonly [number, Move], ...ReadonlyArray<readonly [number, Move]>] = [
    [6, talk],
    [4, ({ begin, session }) => begin("sendText", answerMs + queuedMs, session.sendText(`Number ${(typed += 1)}?`))],
    [3, ({ begin, session }) => begin("createResponse", queuedMs, session.createResponse())],
    [
      1,
      ({ begin, session }) =>
        begin(
          "createResponse aside",
          answerMs,
          session.createResponse({ conversation: "none", output_modalities: ["text"] })
        )
    ],
    [4, ({ begin, session }) => begin("interrupt", interruptMs, session.interrupt)],
    [2, ({ takeBack }) => takeBack],
    [
      2,
      (desk) => ofState(desk, (state) => desk.begin("deleteItem", answerMs, desk.session.deleteItem(someItem(state))))
    ],
    [
      1,
      (desk) =>
        ofState(desk, (state) => desk.begin("retrieveItem", answerMs, desk.session.retrieveItem(someItem(state))))
    ],
    [
      1,
      (desk) =>
        ofState(desk, (state) =>
          desk.begin(
            "addItem",
            answerMs,
            desk.session.addItem(
              message(pick(["user", "assistant", "system"]), `Noted ${(typed += 1)}.`),
              pick([undefined, "root", someItem(state)])
            )
          )
        )
    ],
    [
      1,
      ({ begin, session }) =>
        begin(
          "configure",
          answerMs,
          session.configure({
            type: "realtime",
            ...(chance(0.3) ? { output_modalities: [pick(["text", "audio"])] } : {}),
            ...(chance(0.3) ? { audio: { input: { turn_detection: turns(numbers) } } } : { instructions: "Be kind." })
          })
        )
    ],
    [1, ({ begin, session }) => begin("commit", answerMs, session.commit)],
    [0.5, ({ leave }) => leave],
    [
      0.5,
      ({ connected: { wire }, note }) => {
        const lane = chance(0.5) ? wire.toClient : wire.toServer
        const ms = between(50, 3000)
        note(`the wire ${lane === wire.toClient ? "to the client" : "to the server"} stands still for ${ms} ms`)
        return Effect.andThen(lane.stall, Effect.asVoid(Effect.forkDetach(Effect.delay(lane.resume, ms))))
      }
    ],
    [3, () => Effect.void]
  ]
  const weight = moves.reduce((sum, [each]) => sum + each, 0)

  return {
    act: (desk) =>
      Effect.suspend(() => {
        let left = numbers.next() * weight
        const [, move] = moves.find(([each]) => (left -= each) < 0) ?? moves[0]
        return move(desk)
      }),
    pause: Effect.suspend(() => (chance(0.25) ? Effect.void : Effect.sleep(between(1, chance(0.7) ? 400 : 2500))))
  }
}
