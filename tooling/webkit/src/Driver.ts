/** A connection that speaks WebDriver (W3C webdriver). */

export interface Driver {
  /** Sends a command and returns its value. Rejects with the error of the browser, or at its deadline. */
  readonly command: <Value>(method: "GET" | "POST" | "DELETE", path: string, body?: object) => Promise<Value>
}

/** The longest that a command may take, in ms. A script of a page may wait for audio. */
export const commandMs = 240_000

/** Speaks with the driver at an address. */
export const driverAt = (base: string): Driver => ({
  command: async <Value>(method: "GET" | "POST" | "DELETE", path: string, body?: object) => {
    const answer = await fetch(`${base}${path}`, {
      method,
      signal: AbortSignal.timeout(commandMs),
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const { value }: { readonly value: unknown } = JSON.parse(await answer.text())
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`)
    return value as Value
  }
})
