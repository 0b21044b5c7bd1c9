/** What an interruption returns. */
import type { DeleteEvent, TruncateEvent } from "@antiphon/audio"

/** What an interruption made the server forget. Both lists are empty if the server plays, because it truncates by itself. */
export interface Interruption {
  /** Items of which a part was heard. */
  readonly truncated: ReadonlyArray<TruncateEvent>
  /** Items of which nothing was heard. */
  readonly deleted: ReadonlyArray<DeleteEvent>
}
