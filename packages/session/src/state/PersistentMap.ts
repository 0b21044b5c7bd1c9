/** The map of items, of responses and of their parts. The playback ledger of `@antiphon/audio` is made of it too. */
export { PersistentMap } from "@antiphon/audio"
