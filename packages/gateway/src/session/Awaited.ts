/**
 * The events of a replay that the upstream has not answered. Each answer is found without a look at the others. An upstream need
 * not keep the ids of items, nor name the event that it refuses. An answer without a known name is of the oldest event.
 */

export class Awaited {
  private readonly items = new Map<string, string>()
  private readonly events = new Map<string, string>()
  private readonly settings = new Set<string>()
  private readonly seen = new Set<string>()

  /** Adds an event. One that creates an item is answered by the item, and one of the settings by `session.updated`. */
  add(eventId: string, itemId: string | undefined): void {
    if (itemId === undefined) this.settings.add(eventId)
    else {
      // One item answers all events that create it.
      this.events.delete(this.items.get(itemId) ?? "")
      this.items.set(itemId, eventId)
    }
    this.events.set(eventId, itemId ?? "")
  }

  get isEmpty(): boolean {
    return this.events.size === 0
  }

  /** The upstream has the item. Each item answers once. */
  created(itemId: string): void {
    if (this.seen.has(itemId)) return
    this.seen.add(itemId)
    const [oldest = itemId] = this.items.keys()
    const known = this.items.has(itemId) ? itemId : oldest
    this.events.delete(this.items.get(known) ?? "")
    this.items.delete(known)
  }

  /** The upstream has the settings. */
  updated(): void {
    for (const eventId of this.settings) this.events.delete(eventId)
    this.settings.clear()
  }

  /**
   * The upstream refused an event, whose id is `undefined` if it did not say which. Returns the id of its item, `""` if it has
   * none, or `undefined` if it is not awaited.
   */
  refused(named: string | undefined): string | undefined {
    const [oldest = ""] = this.events.keys()
    const eventId = named ?? oldest
    const itemId = this.events.get(eventId)
    this.events.delete(eventId)
    this.settings.delete(eventId)
    if (itemId !== undefined && this.items.get(itemId) === eventId) this.items.delete(itemId)
    return itemId
  }
}
