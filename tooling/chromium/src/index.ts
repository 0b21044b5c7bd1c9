/** Chromium for tests. Finds and launches it, serves it a page, and records what the page plays. */
export type { Browser, Page } from "playwright-core"
export { findChromium } from "./find.ts"
export { type LaunchOptions, launchChromium } from "./launch.ts"
export { type Site, type SiteOptions, serveFolder } from "./serve.ts"
export { overhear, type Overheard, recorder } from "./overhear.ts"
