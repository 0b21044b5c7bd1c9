/** One tab. Values travel as JSON both ways. */
import type { Bidi, BidiEvent } from "./Bidi.ts"

export interface Page {
  /** Goes to an address and waits until it has loaded. */
  readonly goto: (url: string) => Promise<void>
  /**
   * Runs a function, or the text of an expression, in the page and returns its value, awaited. The function refers to
   * nothing outside its own body. The page counts it as a gesture of the user.
   */
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
  /** Presses keys one after the other. Escape is `\uE00C`. */
  readonly press: (keys: string) => Promise<void>
  /** Gives the page a size in CSS pixels. */
  readonly resize: (width: number, height: number) => Promise<void>
  /** What the page threw or logged as an error. */
  readonly complaints: ReadonlyArray<string>
  readonly close: () => Promise<void>
}

interface ScriptResult {
  readonly type: "success" | "exception"
  readonly result?: { readonly value?: string }
  readonly exceptionDetails?: { readonly text: string }
}

/** The text of an error in this tab's log, or `undefined` for any other entry. */
const errorIn = (context: string, { level, source, text }: BidiEvent["params"]): string | undefined => {
  const isHere = typeof source === "object" && source !== null && "context" in source && source.context === context
  return isHere && level === "error" ? String(text) : undefined
}

/** The text of a function that returns its value as JSON. `undefined` has no JSON. */
const toJson = (script: unknown): string => {
  const value = typeof script === "string" ? `(${script})` : `(${String(script)})(...arguments_)`
  return `async (json) => { const arguments_ = JSON.parse(json); return JSON.stringify(await ${value}) ?? "null" }`
}

/** The longest that a page is waited for, in ms. */
const waitMs = 45_000

/** Polls inside the page, so that a look costs no message. */
const polling = (script: unknown): string => {
  const value = typeof script === "string" ? `(${script})` : `(${String(script)})(...arguments_)`
  return `async (json) => {
    const arguments_ = JSON.parse(json)
    const until = performance.now() + ${waitMs}
    while (!(await ${value})) {
      if (performance.now() > until) throw new Error("waited in vain, and the page shows: " + document.body.innerText)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return "null"
  }`
}

/** Opens a tab. `init` runs in each page before its own scripts. */
export const openPage = async (bidi: Bidi, init: ReadonlyArray<() => void>): Promise<Page> => {
  const { context } = await bidi.command<{ readonly context: string }>("browsingContext.create", { type: "tab" })
  const complaints: Array<string> = []
  bidi.onEvent(({ method, params }) => {
    if (method !== "log.entryAdded") return
    const error = errorIn(context, params)
    if (error !== undefined) complaints.push(error)
  })
  for (const script of init) {
    await bidi.command("script.addPreloadScript", { functionDeclaration: String(script), contexts: [context] })
  }
  const call = async (functionDeclaration: string, arg: unknown): Promise<string> => {
    const { exceptionDetails, result } = await bidi.command<ScriptResult>("script.callFunction", {
      functionDeclaration,
      arguments: [{ type: "string", value: JSON.stringify(arg === undefined ? [] : [arg]) }],
      target: { context },
      awaitPromise: true,
      userActivation: true
    })
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text)
    return result?.value ?? "null"
  }
  const perform = (actions: ReadonlyArray<unknown>) => bidi.command("input.performActions", { context, actions })
  const waitFor = async (script: unknown, arg?: unknown): Promise<void> => {
    await call(polling(script), arg)
  }
  return {
    goto: async (url) => {
      await bidi.command("browsingContext.navigate", { context, url, wait: "complete" })
    },
    evaluate: async (script: unknown, arg?: unknown) => JSON.parse(await call(toJson(script), arg)),
    waitFor,
    click: async (selector) => {
      await waitFor((css: string) => document.querySelector(css), selector)
      const { nodes } = await bidi.command<{ readonly nodes: ReadonlyArray<{ readonly sharedId: string }> }>(
        "browsingContext.locateNodes",
        { context, locator: { type: "css", value: selector }, maxNodeCount: 1 }
      )
      const origin = { type: "element", element: { sharedId: nodes[0]?.sharedId } }
      const actions = [
        { type: "pointerMove", x: 0, y: 0, origin },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 }
      ]
      await perform([{ type: "pointer", id: "mouse", actions }])
    },
    press: async (keys) => {
      const actions = [...keys].flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value }
      ])
      await perform([{ type: "key", id: "keyboard", actions }])
    },
    resize: async (width, height) => {
      await bidi.command("browsingContext.setViewport", { context, viewport: { width, height } })
    },
    complaints,
    close: async () => {
      await bidi.command("browsingContext.close", { context })
    }
  }
}
