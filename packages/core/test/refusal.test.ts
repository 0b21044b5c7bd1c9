/** The error quotes what a server says, within a bound and never with the key. */
import { redact, refusalError } from "@antiphon/core/transport"
import { assert, describe, it } from "@effect/vitest"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

const secret = (key: string) => Option.some(Redacted.make(key))
const long = "sk-proj-0123456789abcdef"

describe("redact", () => {
  for (const empty of ["", " ", "\n\t"]) {
    it(`takes nothing out for the key ${JSON.stringify(empty)}`, () => {
      assert.strictEqual(redact('{"error": "no key\n\t"}', secret(empty)), '{"error": "no key\n\t"}')
    })
  }

  it("takes nothing out where there is no key, or where a JavaScript caller gave undefined as one", () => {
    const absent: unknown = undefined
    assert.strictEqual(redact("undefined behaviour", Option.none()), "undefined behaviour")
    assert.strictEqual(redact("undefined behaviour", secret(absent as string)), "undefined behaviour")
  })

  it("leaves the words alone that a short key is part of, and takes the key itself out", () => {
    assert.strictEqual(redact('{"error":"see the e"}', secret("e")), '{"error":"see the <redacted>"}')
    assert.strictEqual(redact("Bearer sk-1, sk-12, $1", secret("sk-1")), "Bearer <redacted>, sk-12, $1")
    assert.strictEqual(redact("a.b axb", secret("a.b")), "<redacted> axb")
  })

  it("takes a key out at each place, encoded too", () => {
    const odd = "abc/def+ghi=="
    assert.strictEqual(
      redact(`${odd} ${encodeURIComponent(odd)}${odd}`, secret(odd)),
      "<redacted> <redacted><redacted>"
    )
  })

  it("takes out the beginning of a key at which a text was cut", () => {
    assert.strictEqual(redact(`Incorrect key: ${long.slice(0, 12)}`, secret(long)), "Incorrect key: <redacted>")
    assert.strictEqual(redact("Incorrect key: sk-", secret(long)), "Incorrect key: sk-")
  })
})

const detailOf = (status: number, body: string, more: { url?: string; location?: string; key?: string } = {}) => {
  const { reason } = refusalError({
    url: more.url ?? "wss://example.com/v1/realtime?model=m",
    status,
    body,
    location: more.location,
    key: Option.map(Option.fromUndefinedOr(more.key), (key) => Redacted.make(key))
  })
  return "detail" in reason ? reason.detail : ""
}

describe("a refusal", () => {
  for (const [make, body] of [
    ["the protocol", '{"error":{"message":"Slow down.","code":null}}'],
    ["a plain text", "  Slow down.\r\n"],
    ["FastAPI", '{"detail":[{"loc":["query"],"msg":"Slow down."}]}'],
    ["OAuth", '{"error_description":"Slow down."}'],
    ["a list", '[{"error":{"message":"Slow down."}}]'],
    ["an error that is text", '{"error":"Slow down."}'],
    ["a body that was cut", '{"error":{"message":"Slow down.","docs":"http'],
    ["colours and line ends", "\u001b\u0000Slow\u2028\u202edown."]
  ] as const) {
    it(`in the form of ${make} is quoted in its words`, () => {
      assert.strictEqual(detailOf(429, body), "HTTP 429: Slow down.")
      assert.strictEqual(detailOf(401, body), "Slow down.")
    })
  }

  it("that is a web page is quoted by its title, or by the start of its text", () => {
    const page = "<!DOCTYPE html><html><head><title>502 Bad\nGateway</title></head><body>x</body></html>"
    assert.strictEqual(detailOf(502, page), "HTTP 502: a web page (502 Bad Gateway)")
    assert.strictEqual(detailOf(502, "<html><body><p>No  way</p></body></html>"), "HTTP 502: a web page (No way)")
    assert.isBelow(detailOf(502, `<html>${"<p>x</p>".repeat(10_000)}`).length, 300)
  })

  it("without JSON of a known form is quoted as it stands", () => {
    assert.strictEqual(detailOf(400, '{"code":"OperationNotSupported"}'), 'HTTP 400: {"code":"OperationNotSupported"}')
    assert.strictEqual(detailOf(500, ""), "HTTP 500")
  })

  it("of 404 says what to try", () => {
    const without = detailOf(404, '{"error":{"message":"/realtime is not here."}}', {
      url: "ws://127.0.0.1:8765/realtime"
    })
    assert.strictEqual(
      without,
      "HTTP 404: /realtime is not here. Nothing of this kind is served at /realtime. Try ws://127.0.0.1:8765/v1 as the base address."
    )
    assert.match(detailOf(404, "Not Found"), /^HTTP 404: Not Found\. .* Check the base address\.$/)
  })

  it("of a web server that knows no upgrade says so", () => {
    assert.match(detailOf(200, "<html><title>Hello</title></html>"), /a web page \(Hello\). A web server answers/)
  })

  it("quotes about 2 kB at most, and no half of a character", () => {
    const detail = detailOf(500, "🎙".repeat(60_000))
    assert.isBelow(detail.length, 2100)
    assert.isTrue(detail.isWellFormed())
    assert.isBelow(detailOf(500, JSON.stringify({ error: { message: "x".repeat(60_000) } })).length, 2100)
  })

  it("quotes no key from the body, from escaped JSON, from a page or from Location", () => {
    const key = "abcdefgh/ijklmnop"
    const said = [
      detailOf(401, `Incorrect key: ${key}`, { key }),
      detailOf(401, '{"error":{"message":"Incorrect key: abcdefgh\\/ijklmnop"}}', { key }),
      detailOf(500, `<title>${key}</title>`, { key }),
      detailOf(307, "", { key, location: `https://elsewhere.example/?key=${encodeURIComponent(key)}` }),
      detailOf(302, "", { key, location: `https://elsewhere.example/${key}` })
    ]
    for (const detail of said) {
      assert.notInclude(detail, "ijklmnop")
      assert.include(detail, "<redacted>")
    }
  })
})
