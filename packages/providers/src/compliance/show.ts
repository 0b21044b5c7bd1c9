/** A report as lines for people. */
import type { ProviderReport } from "./check.ts"

/** One line for each kind of frame, without its content. */
export const showReport = ({ counts, findings, provider, sessions }: ProviderReport): string =>
  [
    `${provider}: ${sessions} sessions, ${counts.known} known, ${counts.normalised} normalised, ${counts.unknown} unknown, ${counts.malformed} malformed`,
    ...findings.map(
      ({ count, reasons, type, verdict }) =>
        `  ${verdict} ${type} × ${count}${reasons.length === 0 ? "" : ` (${reasons.join(", ")})`}`
    )
  ].join("\n")
