/** The events of a replay that the upstream has not answered. Each answer is found without a look at the others. */

export class Awaited {
  private readonly items = new Map<string, string>()
  private readonly events = new Map<string, string>()
  private readonly settings = new Set<string>()

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

  /** The upstream has the item. */
  created(itemId: string): void {
    this.events.delete(this.items.get(itemId) ?? "")
    this.items.delete(itemId)
  }

  /** The upstream has the settings. */
  updated(): void {
    for (const eventId of this.settings) this.events.delete(eventId)
    this.settings.clear()
  }

  /** The upstream refused an event. Returns the id of its item, `""` if it has none, or `undefined` if it is not awaited. */
  refused(eventId: string): string | undefined {
    const itemId = this.events.get(eventId)
    this.events.delete(eventId)
    this.settings.delete(eventId)
    if (itemId !== undefined && this.items.get(itemId) === eventId) this.items.delete(itemId)
    return itemId
  }
}
