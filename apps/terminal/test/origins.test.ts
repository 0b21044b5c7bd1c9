import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { flagFor, mayConnect, readPages } from "../src/serve/origins.ts"

const pages = (...given: ReadonlyArray<string>) => readPages(given)
const refusal = (value: string) => Effect.map(Effect.flip(pages(value)), ({ message }) => message)

describe("--origin", () => {
  it.effect("lets in the origin that it names, and no other", () =>
    Effect.gen(function* () {
      const named = yield* pages("http://localhost:5173", "https://EXAMPLE.com:443/", "chrome-extension://abc")
      for (const origin of ["http://localhost:5173", "https://example.com", "chrome-extension://abc"]) {
        assert.isTrue(mayConnect(named, origin), origin)
      }
      for (const origin of ["http://localhost:5174", "https://localhost:5173", "http://example.com", "null", ""]) {
        assert.isFalse(mayConnect(named, origin), origin)
      }
    })
  )

  it.effect("as localhost lets in every page of this machine, and none with a similar name", () =>
    Effect.gen(function* () {
      const any = yield* pages("localhost")
      for (const origin of ["http://localhost", "http://localhost:1", "https://127.0.0.1:5173", "http://[::1]:80"]) {
        assert.isTrue(mayConnect(any, origin), origin)
      }
      for (const origin of [
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://evil.example:5173",
        "file://localhost",
        "null",
        "localhost"
      ]) {
        assert.isFalse(mayConnect(any, origin), origin)
      }
    })
  )

  it.effect.each(["foo", "", "*", "null", "localhost:5173", "example.com", "//x", "http://", "data:text/html,x"])(
    'refuses "%s" with what to write instead',
    (value) =>
      Effect.gen(function* () {
        assert.include(yield* refusal(value), `--origin "${value}" is not an origin: give scheme, host and port`)
      })
  )

  it.effect.each(["http://a.example/app", "http://a.example?x", "http://u@a.example", "http://a.example/#x"])(
    'refuses "%s", which is more than an origin, and says its origin',
    (value) =>
      Effect.gen(function* () {
        assert.match(yield* refusal(value), /has more than an origin: give http:\/\/a\.example$/)
      })
  )

  it("is offered for an origin that a flag can name", () => {
    assert.strictEqual(flagFor("http://localhost:5173"), "--origin http://localhost:5173")
    for (const origin of ["null", "x", "http://a.example/\u001b[2J"]) assert.isUndefined(flagFor(origin))
  })
})
