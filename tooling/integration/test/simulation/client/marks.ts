/** Whose a sample of the model's voice is, as a speaker has it. G.711 changes samples, so there the place in the item counts. */
import type { SessionMachine } from "@antiphon/session"
import type { Stretch } from "../device/Speaker.ts"
import { markOf, runsOf } from "../device/voices.ts"
import type { Book } from "../story/Book.ts"

export interface Marks {
  readonly of: (play: SessionMachine.Play) => ReadonlyArray<Stretch>
}

const exact: Marks = {
  of: ({ samples }) => runsOf(samples).map(([sample, count]) => ({ ...markOf(sample), samples: count }))
}

export const makeMarks = (rate: number, book: Book): Marks => {
  if (rate === 24_000) return exact
  const packetSamples = rate / 50
  const places = new Map<string, number>()
  /** The answer whose part was opened with this item. */
  const answerOf = (itemId: string): number => {
    const opened = book.entries.Said.findLast(
      ({ event }) => event.type === "response.content_part.added" && event.item_id === itemId
    )
    if (opened?.event.type !== "response.content_part.added") return 0
    const { output_index: outputIndex, response_id: responseId } = opened.event
    return (
      book.answers.find(
        (each) => each.link === opened.link && each.responseId === responseId && each.outputIndex === outputIndex
      )?.n ?? 0
    )
  }
  return {
    of: ({ contentIndex, itemId, samples }) => {
      const answer = answerOf(itemId)
      const key = `${contentIndex} ${itemId}`
      let place = places.get(key) ?? 0
      const stretches: Array<Stretch> = []
      for (let left = samples.length; left > 0;) {
        const some = Math.min(left, packetSamples - (place % packetSamples))
        stretches.push({ answer, packet: Math.floor(place / packetSamples), samples: some })
        place += some
        left -= some
      }
      places.set(key, place)
      return stretches
    }
  }
}
