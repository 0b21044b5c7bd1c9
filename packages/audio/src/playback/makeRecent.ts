import { noRepeats, type Numbered, remember } from "./Repeats.ts"

/** Returns a function that says whether an event repeats one of the last 64, and remembers it. See {@link remember}. */
export const makeRecent = (): ((event: Numbered) => boolean) => {
  let repeats = noRepeats
  return (event) => {
    const next = remember(repeats, event)
    repeats = next.repeats
    return next.isRepeat
  }
}
