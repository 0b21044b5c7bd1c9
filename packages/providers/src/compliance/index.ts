/** For authors of providers. Checks a provider against recorded sessions. */
export { checkProvider, type Finding, type ProviderReport, type Verdict } from "./check.ts"
export { showReport } from "./show.ts"
