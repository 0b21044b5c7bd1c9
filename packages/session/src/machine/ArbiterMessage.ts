/** What goes into the arbiter of responses and what comes out. */

/** What becomes of a request while another response runs: it waits, takes its place, or is refused here and now. */
export type Policy = "queue" | "replace" | "reject"

export type ArbiterInput =
  /** The client wants a response. `aside`: out of band. */
  | { readonly _tag: "Ask"; readonly key: string; readonly policy: Policy; readonly aside: boolean }
  /** The client does not want this one any more, however far it has come. */
  | { readonly _tag: "Withdraw"; readonly key: string }
  /** The client wants silence: nothing that writes to the conversation shall go on or begin. */
  | { readonly _tag: "Silence" }
  /** The server will answer a turn by itself. */
  | { readonly _tag: "TurnEnds" }
  /** A new turn begins, so the last one has its answer, which may have begun unread, or will have none. */
  | { readonly _tag: "TurnBegins" }
  /** The server said that it does not answer the turn. */
  | { readonly _tag: "TurnDropped" }
  /** `aside` is undefined if the server did not say. */
  | {
      readonly _tag: "Created"
      readonly responseId: string
      readonly key: string | undefined
      readonly aside: boolean | undefined
      /** The server echoed a key of another client. */
      readonly echoes?: boolean
      /** The server says that the response has no metadata. */
      readonly bare?: boolean
    }
  /** Without an id: a response ended and did not say which, so the one of the conversation did. */
  | {
      readonly _tag: "Done"
      readonly responseId: string | undefined
      readonly key: string | undefined
      readonly aside?: boolean | undefined
      readonly echoes?: boolean
      readonly bare?: boolean
    }
  /** A response begins with the id of one that has ended, which is called `as` from now on. */
  | { readonly _tag: "Renewed"; readonly responseId: string; readonly as: string }
  /** The server refused the request. `busy`: because another response runs. */
  | { readonly _tag: "Refused"; readonly key: string; readonly busy: boolean }
  /** The server never answered the request. */
  | { readonly _tag: "Forget"; readonly key: string }

export type ArbiterOutput =
  | { readonly _tag: "SendCreate"; readonly key: string }
  | { readonly _tag: "SendCancel"; readonly responseId: string }
  /** The request is this response. */
  | { readonly _tag: "Began"; readonly key: string; readonly responseId: string }
  /** The request will be no response. Each request begins or is settled so, once. */
  | { readonly _tag: "Settled"; readonly key: string; readonly why: Settlement }
  /** The response was withdrawn. Nothing of it may be played. */
  | { readonly _tag: "Unwanted"; readonly responseId: string }

/** Why a request became no response: taken back, replaced by a newer one, turned away by policy, or refused by the server. */
export type Settlement = "withdrawn" | "replaced" | "rejected" | "refused"
