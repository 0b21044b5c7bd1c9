/** A connection that speaks WebDriver BiDi (W3C webdriver-bidi), which is JSON over a WebSocket. */

/** An event of the browser, e.g. `log.entryAdded`. */
export interface BidiEvent {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

interface Answer {
  readonly id?: number
  readonly type?: "success" | "error" | "event"
  readonly result?: unknown
  readonly error?: string
  readonly message?: string
}

export interface Bidi {
  /** Sends a command and returns its result. Rejects with the error of the browser, or at its deadline. */
  readonly command: <Result>(method: string, params: Readonly<Record<string, unknown>>) => Promise<Result>
  readonly onEvent: (listener: (event: BidiEvent) => void) => void
  readonly close: () => void
}

/** How long a command may take, in ms. A script of a page may wait for audio. */
const deadlineMsOf = (method: string): number => (method === "script.callFunction" ? 240_000 : 40_000)

/** Connects to a browser that listens at `url`. */
export const connectBidi = async (url: string): Promise<Bidi> => {
  const socket = new WebSocket(url)
  const pending = new Map<number, { readonly done: (answer: Answer) => void; readonly fail: (cause: Error) => void }>()
  const listeners = new Set<(event: BidiEvent) => void>()
  let count = 0

  socket.addEventListener("message", ({ data }) => {
    const answer: Answer & BidiEvent = JSON.parse(String(data))
    if (answer.id === undefined) for (const listener of listeners) listener(answer)
    else pending.get(answer.id)?.done(answer)
  })
  socket.addEventListener("close", () => {
    for (const { fail } of pending.values()) fail(new Error("the browser has closed the connection"))
  })
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve(), { once: true })
    socket.addEventListener("error", () => reject(new Error(`no browser answers at ${url}`)), { once: true })
  })

  const ask = (method: string, params: Readonly<Record<string, unknown>>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const id = ++count
      const deadlineMs = deadlineMsOf(method)
      const timer = setTimeout(() => fail(new Error(`${method}: no answer within ${deadlineMs} ms`)), deadlineMs)
      const settle = (): void => {
        clearTimeout(timer)
        pending.delete(id)
      }
      const fail = (cause: Error): void => {
        settle()
        reject(cause)
      }
      const done = (answer: Answer): void => {
        settle()
        resolve(answer)
      }
      pending.set(id, { done, fail })
      socket.send(JSON.stringify({ id, method, params }))
    })
  return {
    command: async <Result>(method: string, params: Readonly<Record<string, unknown>>) => {
      const answer = await ask(method, params)
      if (answer.type === "error") throw new Error(`${method}: ${answer.error}: ${answer.message}`)
      return answer.result as Result
    },
    onEvent: (listener) => void listeners.add(listener),
    close: () => socket.close()
  }
}
