/** What a host shows of itself. */
interface Host {
  readonly document?: unknown
  readonly navigator?: { readonly userAgent?: string; readonly product?: string }
}

/**
 * Whether the code runs on a user's device, where whoever uses the page can read its memory: a page, a worker of a page
 * (which has no document, and the browser's name), or an app of React Native. Servers name themselves in other ways.
 */
export const isPage = ({ document, navigator }: Host = globalThis): boolean =>
  document !== undefined ||
  navigator?.userAgent?.startsWith("Mozilla/") === true ||
  navigator?.product === "ReactNative"
