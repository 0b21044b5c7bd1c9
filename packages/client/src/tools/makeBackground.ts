/**
 * Tools that have answered and still run. Their later results go into the conversation when neither side speaks. It lives as
 * long as the session.
 */
import type { ConversationItem } from "@antiphon/core/shapes"
import { activeResponse, currentTurn, type Session, type SessionState } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** News of a call. */
export interface News {
  readonly name: string
  readonly callId: string
  readonly output: string
  readonly kind: "progress" | "result" | "failure"
}

export interface Background {
  /** Adds the news when the conversation is quiet. Of several progresses of a call that wait, the last is added. */
  readonly post: (news: News) => void
  /** Holds the abort of a call until the function that it returns is called, or the session ends. */
  readonly hold: (abort: () => void) => () => void
  /** Begins to post. `scope` is that of the session. */
  readonly attach: (session: Session, scope: Scope.Scope) => Effect.Effect<void>
}

const headings = { progress: "Progress", result: "Result", failure: "Failure" }

const itemOf = ({ callId, kind, name, output }: News): ConversationItem => ({
  type: "message",
  role: "system",
  content: [{ type: "input_text", text: `${headings[kind]} of ${name} (${callId}): ${output}` }]
})

const isLoud = (state: SessionState): boolean =>
  currentTurn(state) !== undefined ||
  activeResponse(state) !== undefined ||
  [...state.responses.values()].some(({ playback }) => playback === "playing")

export const makeBackground = (): Background => {
  const waiting: Array<News> = []
  const held = new Set<() => void>()
  let begin: (() => void) | undefined
  let isPosting = false

  const post = (news: News): void => {
    const last = waiting.findIndex(({ callId, kind }) => callId === news.callId && kind === "progress")
    if (last !== -1) waiting.splice(last, 1)
    waiting.push(news)
    begin?.()
  }

  /** Posts until nothing waits. A command that fails loses its news with the session, or as the server refuses it. */
  const postAll = (session: Session): Effect.Effect<void> =>
    Effect.gen(function* () {
      while (waiting.length > 0) {
        yield* Stream.runForEachWhile(session.changesOf(isLoud), Effect.succeed)
        const all = waiting.splice(0)
        for (const news of all) yield* Effect.exit(session.addItem(itemOf(news)))
        if (all.some(({ kind }) => kind !== "progress")) yield* Effect.exit(session.createResponse())
      }
      isPosting = false
    })

  return {
    post,
    hold: (abort) => {
      held.add(abort)
      return () => void held.delete(abort)
    },
    attach: (session, scope) =>
      Effect.sync(() => {
        begin = () => {
          if (isPosting) return
          isPosting = true
          Effect.runFork(Effect.forkIn(postAll(session), scope))
        }
        const abortAll = Effect.sync(() => held.forEach((abort) => abort()))
        Effect.runFork(Effect.andThen(session.ended, abortAll))
        if (waiting.length > 0) begin()
      })
  }
}
