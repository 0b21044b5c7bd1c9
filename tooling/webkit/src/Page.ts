/** The page of a session. Values travel as JSON both ways. */
import type { Driver } from "./Driver.ts"

export interface Page {
  /**
   * Goes to an address and waits until it has loaded. Then it runs `init` in the page, because WebDriver runs nothing before the
   * scripts of a page. They refer to nothing outside their own bodies.
   */
  readonly goto: (url: string, ...init: ReadonlyArray<() => void>) => Promise<void>
  /** Runs a function, or the text of an expression, in the page and returns its value, awaited. */
  readonly evaluate: {
    <Result>(script: string): Promise<Result>
    <Arg, Result>(script: (arg: Arg) => Result | Promise<Result>, arg?: Arg): Promise<Result>
  }
  /** Waits until a function, or an expression, is true. Looks each 20 ms. After 45 s it rejects with the page's text. */
  readonly waitFor: {
    (script: string): Promise<void>
    <Arg>(script: (arg: Arg) => unknown, arg?: Arg): Promise<void>
  }
  /** Clicks the element with a pointer. Waits until it is there. */
  readonly click: (selector: string) => Promise<void>
  /** What the page threw or logged as an error after it had loaded. */
  readonly complaints: () => Promise<ReadonlyArray<string>>
}

type Outcome = { readonly value: string } | { readonly error: string }

/** The longest that a page is waited for, in ms. */
const waitMs = 45_000

const called = (script: unknown): string =>
  typeof script === "string" ? `(${script})` : `(${String(script)})(...arguments_)`

/** The text of a function body that returns its value as JSON. `undefined` has no JSON. */
const toJson = (script: unknown): string => `return JSON.stringify(await ${called(script)}) ?? "null"`

/** Polls inside the page, so that a look costs no message. */
const polling = (script: unknown): string => `
  const until = performance.now() + ${waitMs}
  while (!(await ${called(script)})) {
    if (performance.now() > until) throw new Error("waited in vain, and the page shows: " + document.body.innerText)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return "null"`

/** Collects the complaints of the page. */
const listen = (): void => {
  const complaints: Array<string> = []
  Object.assign(globalThis, { complaints })
  addEventListener("error", ({ message }) => complaints.push(message))
  addEventListener("unhandledrejection", ({ reason }) => complaints.push(String(reason)))
  Object.assign(console, { error: (...args: ReadonlyArray<unknown>) => complaints.push(args.map(String).join(" ")) })
}

/** The page of the session at this path. */
export const pageOf = ({ command }: Driver, session: string): Page => {
  const call = async (body: string, arg: unknown): Promise<string> => {
    const script = `const [json, done] = arguments
      const arguments_ = JSON.parse(json)
      const run = async () => { ${body} }
      run().then((value) => done({ value }), (error) => done({ error: String(error) + "\\n" + error?.stack }))`
    const args = [JSON.stringify(arg === undefined ? [] : [arg])]
    const outcome = await command<Outcome>("POST", `${session}/execute/async`, { script, args })
    if ("error" in outcome) throw new Error(outcome.error)
    return outcome.value
  }
  const waitFor = async (script: unknown, arg?: unknown): Promise<void> => {
    await call(polling(script), arg)
  }
  const evaluate = async (script: unknown, arg?: unknown) => JSON.parse(await call(toJson(script), arg))
  return {
    goto: async (url, ...init) => {
      await command("POST", `${session}/url`, { url })
      for (const script of [listen, ...init]) await evaluate(script)
    },
    evaluate,
    waitFor,
    click: async (selector) => {
      await waitFor((css: string) => document.querySelector(css), selector)
      const found = await command<Readonly<Record<string, string>>>("POST", `${session}/element`, {
        using: "css selector",
        value: selector
      })
      await command("POST", `${session}/element/${Object.values(found)[0]}/click`, {})
    },
    complaints: () => evaluate("globalThis.complaints ?? []")
  }
}
