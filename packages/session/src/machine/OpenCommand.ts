/** A command that the server has neither answered nor refused. */
export interface OpenCommand {
  readonly eventId: string
  /** E.g. `deleteItem`. A request out of band is `createAside`. */
  readonly command: string
}
