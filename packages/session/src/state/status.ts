/** How the status of an item or a response goes forward. */
import type { Status } from "./SessionState.ts"

/** The status after news. A final one stays, whatever comes late. */
export const advance = (current: Status, next: Status | null | undefined): Status =>
  current === "in_progress" && next !== null && next !== undefined ? next : current
