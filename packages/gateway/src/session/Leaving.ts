/** How a session leaves its node. */

/** `gone` is to another node, which writes the record from now on. */
export interface Leaving {
  readonly client: readonly [code: number, reason: string]
  readonly state: "ended" | "suspended" | "gone"
  readonly why: string
}

/** Closes of an upstream after which another one may be opened. */
export const restarts: ReadonlySet<number> = new Set([1001, 1006, 1011, 1012, 1013])

/** The ways to leave, with the close that the client gets. */
export const leavings = {
  elsewhere: (why: string): Leaving => ({ client: [4409, "the session goes on elsewhere"], state: "gone", why }),
  hungUp: { client: [1000, "hung up"], state: "ended", why: "hung up" } satisfies Leaving,
  suspended: (why: string): Leaving => ({ client: [1011, why], state: "suspended", why }),
  clientLeft: (code: number): Leaving => ({ client: [1000, ""], state: "ended", why: `the client left with ${code}` }),
  stalled: (side: "client" | "upstream"): Leaving => {
    const code = side === "client" ? 1013 : 1011
    return { client: [code, `The ${side} takes nothing.`], state: "suspended", why: `slow ${side}` }
  },
  /** A client that resumes learns that the service restarts, and any other that the node goes away. */
  drained: (resumes: boolean): Leaving => {
    const code = resumes ? 1012 : 1001
    return { client: [code, "The node restarts. Connect again."], state: "suspended", why: "drained" }
  },
  /** An upstream that ends the session passes its code. One that was lost in an answer leaves a session to resume. */
  upstreamClosed: (code: number, reason: string): Leaving => {
    const why = `the upstream closed with ${code} ${reason}`.trim()
    return restarts.has(code)
      ? { client: [1011, why], state: "suspended", why }
      : { client: [code === 1005 ? 1000 : code, reason], state: "ended", why }
  }
} as const
