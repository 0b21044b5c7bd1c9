/** What client secrets allow, by the digest of the secret. */
import { freshToken, type Grant, type Secrets, token } from "@antiphon/gateway"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { lastOf, unavailable } from "../jetstream/api.ts"
import { certain } from "../jetstream/certain.ts"
import { parsed } from "../jetstream/json.ts"
import type { Store } from "../Store.ts"

export const natsSecrets = (store: Store): Secrets["Service"] => {
  const place = store.place("secrets")
  const { link, stream } = place
  const subjectOf = (digest: string): string => `antiphon.secret.${digest}`
  return {
    keep: Effect.fnUntraced(function* (digest, grant) {
      const w = freshToken("w")
      const before = yield* lastOf(link, stream, subjectOf(digest))
      const outcome = yield* certain(place, {
        subject: subjectOf(digest),
        payload: JSON.stringify({ ...grant, w }),
        after: before?.seq ?? 0,
        id: w,
        isOwn: ({ data }) => parsed(data)["w"] === w
      })
      if (outcome._tag === "Other") return yield* unavailable("another node keeps a grant under this digest now")
    }),
    find: (digest) =>
      Effect.zipWith(lastOf(link, stream, subjectOf(digest)), Clock.currentTimeMillis, (found, now) => {
        const { expiresAt, session, tenant } = found === undefined ? {} : parsed(found.data)
        const name = typeof tenant === "string" ? token(tenant) : undefined
        if (name === undefined || typeof expiresAt !== "number" || expiresAt <= now) return Option.none<Grant>()
        return Option.some<Grant>({ tenant: name, expiresAt, ...(session === undefined ? {} : { session }) })
      })
  }
}
