/** What `LiveSession` offers. */
export { connect, forkOf } from "./connect.ts"
export { make } from "./runtime/makeLiveSession.ts"
export type { LiveSession as Session } from "./LiveSession.ts"
