/**
 * WebKit for tests. Finds and launches Debian's WebKitGTK and drives it over WebDriver, which is JSON over HTTP. It is the
 * engine of Safari without Apple's parts, so it says what the engine can do, and nothing of a phone.
 */
export { launchWebKit, type WebKit } from "./launchWebKit.ts"
export type { Page } from "./Page.ts"
