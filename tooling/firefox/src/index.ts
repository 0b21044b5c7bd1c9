/**
 * Firefox for tests. Finds and launches Debian's Firefox ESR and drives it over WebDriver BiDi. The client is written
 * here, on the WebSocket of Node. A client from npm brings 25 packages and 33 MB for the seven commands that are needed,
 * and Playwright sends Firefox a command that the ESR does not have.
 */
export { findFirefox } from "./findFirefox.ts"
export { type Firefox, type LaunchOptions, launchFirefox } from "./launchFirefox.ts"
export type { Page } from "./Page.ts"
export { startSound, type Sound } from "./startSound.ts"
