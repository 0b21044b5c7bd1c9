export type { Browser, Page } from "playwright-core"
export { findChromium } from "./find.ts"
export { type LaunchOptions, launchChromium } from "./launch.ts"
export { type Site, type SiteOptions, serveFolder } from "./serve.ts"
