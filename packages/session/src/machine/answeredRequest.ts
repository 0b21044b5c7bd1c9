/**
 * Which request a response answers. The key in its metadata is certain. A key of another client, and `null` from a server that
 * was seen to echo, are certain too: the response is none of ours. Everything else is an inference from order. A response that
 * begins without a key answers the oldest open request, unless the server owes a turn its answer.
 *
 * A response whose beginning was not read is known by its end alone. If a turn was owed an answer of which nothing was read, it
 * is as likely the answer to that turn, also if another turn has begun since. Then no request is settled. It stays open for its
 * refusal or another response, and is taken for answered by this one only once its time is over.
 */
import type { ArbiterInput } from "./ArbiterMessage.ts"
import type { Arbiter, Asked } from "./ArbiterState.ts"
import { withoutKey } from "./without.ts"

/** What an event says of the request of its response. */
type Said = Pick<Extract<ArbiterInput, { _tag: "Done" }>, "aside" | "bare" | "echoes" | "key">

/** How many presumed answers are remembered. */
const presumedKept = 64

/** The request that a response answers by what it says, or by order if it says nothing. */
export const answeredRequest = (
  { asked, echoes: hasEchoed, running }: Arbiter,
  { aside, bare, echoes, key }: Said
): Asked | undefined => {
  if (key !== undefined) return asked.get(key)
  if ((hasEchoed && bare === true) || echoes === true) return undefined
  const taken = new Set([...running.values()].map(({ maybe }) => maybe))
  for (const request of asked.values()) {
    if ((aside === undefined || request.aside === aside) && !taken.has(request.key)) return request
  }
  return undefined
}

/** Whether a response that begins is the answer to a turn. */
export const owesTurn = ({ owed }: Arbiter, { aside, key }: Said): boolean =>
  key === undefined && aside !== true && owed !== "nothing"

/** Whether the end of a response that was not seen to begin may be that of an answer to a turn. */
export const mayBeOfTurn = (arbiter: Arbiter, said: Said): boolean =>
  said.echoes !== true && (owesTurn(arbiter, said) || (said.key === undefined && said.aside !== true && arbiter.lapsed))

/** The answer to a turn has ended unread. That of an earlier turn ended before that of a later one began. */
export const turnAnswered = (arbiter: Arbiter): Arbiter =>
  arbiter.lapsed ? { ...arbiter, lapsed: false } : { ...arbiter, owed: "nothing" }

/** Takes the end of such a response for the answer to the turn. The request that it may answer as well keeps its id. */
export const answerTurn = (arbiter: Arbiter, said: Said, responseId: string): Arbiter => ({
  ...turnAnswered(arbiter),
  asked: answeredMaybe(arbiter.asked, answeredRequest(arbiter, said)?.key ?? "", responseId)
})

/** Notes on a request that this response, which has ended, may have answered it. */
export const answeredMaybe = (asked: Arbiter["asked"], key: string, responseId: string): Arbiter["asked"] => {
  const request = asked.get(key)
  return request === undefined ? asked : new Map(asked).set(key, { ...request, maybe: responseId })
}

/** Notes that a request was answered by a response that did not name it. */
export const presume = (arbiter: Arbiter, key: string): Arbiter => ({
  ...arbiter,
  asked: withoutKey(arbiter.asked, key),
  presumed: [...arbiter.presumed.slice(1 - presumedKept), key]
})
