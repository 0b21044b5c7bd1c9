/** Remembers answers that were stopped before the user heard any of them. The conversation has no trace of them. */
import type { Tapped } from "./Tapped.ts"

/** The place of a stopped answer. */
export interface StoppedAnswer {
  /** The id of the item, or of the response if it had no item yet. */
  readonly id: string
  /** The id of the item before it, or `undefined` at the start. */
  readonly after: string | undefined
}

/** The stopped answers, and what is needed to place them. */
export interface Stopped {
  /** The stopped answers, oldest first. */
  readonly answers: ReadonlyArray<StoppedAnswer>
  /** The item before each answer of the model that may still be stopped. */
  readonly before: ReadonlyMap<string, string | undefined>
  /** The last item that was added. */
  readonly last: string | undefined
}

/** The value before the first event. */
export const noneStopped: Stopped = { answers: [], before: new Map(), last: undefined }

/** The number of answers that are kept. */
const limit = 100

/** The value after an event passed. */
export const stoppedAfter = (stopped: Stopped, { decoded, direction }: Tapped): Stopped => {
  if (decoded._tag !== "Known") return stopped
  const { event } = decoded
  if (direction === "in" && event.type === "conversation.item.added") {
    const { id, type } = event.item
    if (typeof id !== "string") return stopped
    const isAnswer = type === "message" && "role" in event.item && event.item.role === "assistant"
    const previous = "previous_item_id" in event ? event.previous_item_id : undefined
    const before = isAnswer
      ? new Map([...stopped.before, [id, previous ?? stopped.last] as const].slice(-limit))
      : stopped.before
    return { ...stopped, before, last: id }
  }
  if (direction === "out" && event.type === "conversation.item.delete") {
    if (!stopped.before.has(event.item_id)) return stopped
    return noted(stopped, { id: event.item_id, after: stopped.before.get(event.item_id) })
  }
  if (direction === "in" && event.type === "response.done") {
    const { id, output, status } = event.response
    if (status !== "cancelled" || (output?.length ?? 0) > 0) return stopped
    return noted(stopped, { id, after: stopped.last })
  }
  return stopped
}

/** Adds an answer. */
const noted = (stopped: Stopped, answer: StoppedAnswer): Stopped =>
  stopped.answers.some(({ id }) => id === answer.id)
    ? stopped
    : { ...stopped, answers: [...stopped.answers, answer].slice(-limit) }
