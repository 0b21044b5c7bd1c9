/** The keys of a terminal, one by one. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"

/** Ctrl-C, and Ctrl-D, which ends what is typed. */
const ends = /[\u0003\u0004]/

/** Runs `onKey` for each key until the user presses Ctrl-C or Ctrl-D. The scope gives the terminal back. */
export const readKeys = Effect.fnUntraced(function* (
  onKey: (key: string) => Effect.Effect<void>
): Effect.fn.Return<void, never, Scope.Scope | Stdio.Stdio> {
  const { stdin } = yield* Stdio.Stdio
  yield* Effect.acquireRelease(
    Effect.sync(() => setRaw(true)),
    () => Effect.sync(() => setRaw(false))
  )
  yield* stdin.pipe(
    Stream.decodeText(),
    Stream.flatMap((text) => Stream.fromIterable(text)),
    Stream.takeWhile((key) => !ends.test(key)),
    Stream.runForEach(onKey),
    Effect.ignore
  )
})

/** Keys come one by one and are not shown. A terminal that is given back no longer keeps the process alive. */
const setRaw = (isRaw: boolean): void => {
  if (!process.stdin.isTTY) return
  process.stdin.setRawMode(isRaw)
  if (!isRaw) process.stdin.pause().unref()
}
