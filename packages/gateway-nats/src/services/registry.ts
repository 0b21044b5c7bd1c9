/** The list of sessions, one message each. */
import {
  type EngineUnavailable,
  freshToken,
  type SessionRecord,
  type SessionRegistry,
  type Token,
  token
} from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { lastOf, purge, unavailable } from "../jetstream/api.ts"
import { certain } from "../jetstream/certain.ts"
import { parsed } from "../jetstream/json.ts"
import { tableView } from "../jetstream/tableView.ts"
import type { Store } from "../Store.ts"

const subjectOf = (tenant: Token | "*", sid: Token | "*"): string => `antiphon.reg.${tenant}.${sid}`

const maxRaces = 50

/** Reads a record. `w` names the writing, so that an unanswered one is found again. */
const readRecord = (data: Uint8Array): (SessionRecord & { readonly w: string }) | undefined => {
  const { epoch, model, node, sid, since, state, tenant, w } = parsed(data)
  const [session, customer, owner] = [sid, tenant, node].map((each) =>
    typeof each === "string" ? token(each) : undefined
  )
  if (session === undefined || customer === undefined || owner === undefined) return undefined
  if (state !== "live" && state !== "suspended" && state !== "ended") return undefined
  const numbers = { epoch: Number(epoch), since: Number(since) }
  return { sid: session, tenant: customer, node: owner, ...numbers, state, model: String(model), w: String(w) }
}

const withoutName = (found: SessionRecord & { readonly w: string }): SessionRecord => {
  const { w: _w, ...rest } = found
  return rest
}

export const natsRegistry = Effect.fnUntraced(function* (
  store: Store
): Effect.fn.Return<SessionRegistry["Service"], EngineUnavailable, Scope.Scope> {
  const place = store.place("registry")
  const { link, stream } = place
  const view = yield* tableView({
    link,
    stream,
    subject: subjectOf("*", "*"),
    notices: "antiphon.unlisted",
    read: (data) => Option.getOrUndefined(Option.map(Option.fromUndefinedOr(readRecord(data)), withoutName))
  })
  return {
    put: Effect.fnUntraced(function* (session) {
      const subject = subjectOf(session.tenant, session.sid)
      const w = freshToken("w")
      for (let race = 0; race < maxRaces; race++) {
        const before = yield* lastOf(link, stream, subject)
        if (before !== undefined && (readRecord(before.data)?.epoch ?? 0) > session.epoch) return false
        const outcome = yield* certain(place, {
          subject,
          payload: JSON.stringify({ ...session, w }),
          after: before?.seq ?? 0,
          id: `${w}:${race}`,
          isOwn: ({ data }) => readRecord(data)?.w === w
        })
        if (outcome._tag === "Stored") return true
      }
      return yield* unavailable(`${maxRaces} other writings of session ${session.sid} came first`)
    }),
    get: (sid) =>
      Effect.map(lastOf(link, stream, subjectOf("*", sid)), (found) =>
        Option.map(Option.fromUndefinedOr(found && readRecord(found.data)), withoutName)
      ),
    list: ({ tenant } = {}) =>
      Effect.map(view.values, (all) => (tenant === undefined ? all : all.filter((each) => each.tenant === tenant))),
    remove: Effect.fnUntraced(function* (sid) {
      const last = yield* lastOf(link, stream, subjectOf("*", sid))
      if (last === undefined) return
      yield* purge(link, stream, last.subject, last.seq + 1)
      view.removed(last.subject, last.seq)
    })
  }
})
