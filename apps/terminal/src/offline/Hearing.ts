/** What a turn of audio says. The words come while it is recognized, and every reader gets all of them. */
import type { EarsError, Word } from "@antiphon/ears"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** One recognition, for any number of readers. The last reader that leaves before its end stops it. */
export interface Hearing {
  readonly words: Stream.Stream<Word, EarsError>
  /** The words as they are joined, or `undefined` if the recognition has not ended. */
  readonly text: () => string | undefined
}

/** Begins to recognize with the first reader. The scope outlives the readers. */
export const makeHearing = (recognition: Stream.Stream<Word, EarsError>, scope: Scope.Scope): Hearing => {
  const words: Array<Word> = []
  let changed = Deferred.makeUnsafe<void>()
  let end: Exit.Exit<void, EarsError> | undefined
  let work: Fiber.Fiber<void> | undefined
  let readers = 0

  const notify = Effect.suspend(() => {
    const waiting = changed
    changed = Deferred.makeUnsafe<void>()
    return Deferred.succeed(waiting, undefined)
  })
  const run = recognition.pipe(
    Stream.runForEach((word) => {
      words.push(word)
      return notify
    }),
    Effect.exit,
    Effect.flatMap((exit) => {
      end = exit
      return notify
    }),
    Effect.asVoid
  )

  const enter = Effect.gen(function* () {
    readers += 1
    if (work === undefined) work = yield* Effect.forkIn(run, scope)
  })
  const leave = Effect.suspend(() => {
    readers -= 1
    if (readers > 0 || end !== undefined || work === undefined) return Effect.void
    const abandoned = work
    work = undefined
    words.length = 0
    return Fiber.interrupt(abandoned)
  })

  const next = (read: number): Effect.Effect<readonly [ReadonlyArray<Word>, number] | undefined, EarsError> =>
    Effect.suspend(() => {
      if (read < words.length) return Effect.succeed([words.slice(read), words.length] as const)
      if (end !== undefined) return Exit.isSuccess(end) ? Effect.undefined : Effect.failCause(end.cause)
      return Effect.andThen(Deferred.await(changed), next(read))
    })

  return {
    words: Stream.unwrap(
      Effect.as(
        Effect.acquireRelease(enter, () => leave),
        Stream.flattenIterable(Stream.unfold(0, next))
      )
    ),
    text: () => (end !== undefined && Exit.isSuccess(end) ? words.map(({ text }) => text).join("") : undefined)
  }
}
