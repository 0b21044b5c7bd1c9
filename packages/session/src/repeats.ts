import type { ServerEvent, UnknownEvent } from "@antiphon/core"

/** Whether an event is a piece that came right before: told twice it would count twice. What else comes twice changes nothing. */
export const makeRepeats = (): ((event: ServerEvent | UnknownEvent) => boolean) => {
  let last: ServerEvent | UnknownEvent | undefined
  return (event) => {
    const before = last
    last = event
    return (
      before?.type === event.type &&
      "delta" in before &&
      "delta" in event &&
      before.delta === event.delta &&
      typeof idOf(before) === "string" &&
      idOf(before) === idOf(event)
    )
  }
}

const idOf = (event: ServerEvent | UnknownEvent): unknown => ("event_id" in event ? event.event_id : undefined)
