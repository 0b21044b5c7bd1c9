/** The vocabulary under the name that users write. */
export * as Live from "@antiphon/core/live"
