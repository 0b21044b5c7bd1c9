/** A token in the page. A request with it comes from the page. */
import { timingSafeEqual } from "node:crypto"

/** The header that a request for a key needs. */
export const tokenHeader = "x-console-token"

/** The page with its token. */
export const withToken = (html: string, token: string): string =>
  html.replace("</head>", `<meta name="console-token" content="${token}" /></head>`)

/** Whether a request carries the token. Compares in constant time. */
export const isToken = (token: string, shown: string | ReadonlyArray<string> | undefined): boolean => {
  if (typeof shown !== "string") return false
  const [mine, theirs] = [Buffer.from(token), Buffer.from(shown)]
  return mine.length === theirs.length && timingSafeEqual(mine, theirs)
}
