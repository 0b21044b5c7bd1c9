/** Tokens per minute, as a bucket that refills steadily (protocol section 2 (1), (9)). */
import type { Draft } from "./Draft.ts"

/** Returns the tokens that are left now, or `null` if they are not limited. */
const left = ({ state, now }: Draft): number | null => {
  const { tokensPerMinute } = state.limits
  if (tokensPerMinute === null) return null
  const refilled = (Math.max(0, now - state.tokens.at) / 60_000) * tokensPerMinute
  return Math.min(tokensPerMinute, state.tokens.left + refilled)
}

/** Whether no response may begin. A response may cost more than is left, and then later ones wait for the refill. */
export const isExhausted = (draft: Draft): boolean => (left(draft) ?? 1) <= 0

/** Takes the cost of a response, and sends what is left. */
export const spend = (draft: Draft, tokens: number): void => {
  const { tokensPerMinute } = draft.state.limits
  const before = left(draft)
  if (tokensPerMinute === null || before === null) return
  const after = before - tokens
  draft.update({ tokens: { left: after, at: draft.now } })
  draft.send("rate_limits.updated", {
    rate_limits: [
      {
        name: "tokens",
        limit: tokensPerMinute,
        remaining: Math.max(0, Math.floor(after)),
        reset_seconds: ((tokensPerMinute - after) / tokensPerMinute) * 60
      }
    ]
  })
}
