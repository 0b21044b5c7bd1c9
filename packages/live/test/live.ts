/** The names that the tests write. */
export * as Live from "@antiphon/core/live"
export type { LiveOptions } from "@antiphon/live"
