import { valueOf } from "@antiphon/transport-sip"
import { assert, it } from "@effect/vitest"
import { makeTestAgent, offer, request, talking, tcp } from "./agent.ts"

const bodyOf = (body: Uint8Array | undefined): string => new TextDecoder().decode(body)

it("an INVITE rings, is answered in the caller's first codec, and begins with its ACK", () => {
  const { calls, events, lines, receive, sent } = makeTestAgent()
  receive(request("INVITE", { body: offer }))
  assert.deepEqual(lines(), ["100 INVITE", "180 INVITE"])
  calls[0]?.accept({ address: "127.0.0.1", port: 7000 })
  const answer = bodyOf(sent.at(-1)?.message.body)
  assert.include(answer, "m=audio 7000 RTP/AVP 8 101")
  assert.deepEqual(events, ["agreed sendrecv"])
  receive(request("ACK", { branch: "z9hG4bKack", toTag: calls[0]?.dialog.localTag }))
  assert.deepEqual(events, ["agreed sendrecv", "ready"])
})

it("a repeated INVITE gets the last answer again and makes no second call", () => {
  const { calls, lines, receive } = makeTestAgent()
  receive(request("INVITE", { body: offer }))
  receive(request("INVITE", { body: offer }))
  assert.deepEqual(lines(), ["100 INVITE", "180 INVITE", "180 INVITE"])
  assert.lengthOf(calls, 1)
})

it("a 200 is repeated at 0.5, 1.5, 3.5, 7.5 s and then each 4 s until 32 s, and the caller is then asked to let go", () => {
  const { calls, clock, events, receive, sent } = makeTestAgent()
  receive(request("INVITE", { body: offer }))
  calls[0]?.accept({ address: "127.0.0.1", port: 7000 })
  clock.move(60_000)
  const answers = sent.filter(({ line }) => line === "200 INVITE").map(({ at }) => at)
  assert.deepEqual(answers, [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500])
  assert.deepEqual(events, ["agreed sendrecv", "unacknowledged"])
  assert.strictEqual(sent.find(({ line }) => line === "BYE")?.at, 32_000)
})

it("an ACK ends the repeating", () => {
  const { clock, lines } = talking()
  clock.move(60_000)
  assert.lengthOf(
    lines().filter((line) => line === "200 INVITE"),
    1
  )
})

it("a refusal is repeated over UDP until its ACK comes, and is not over TCP", () => {
  for (const [from, times] of [
    [undefined, 11],
    [tcp, 1]
  ] as const) {
    const { calls, clock, events, lines, receive } = makeTestAgent()
    receive(request("INVITE", { body: offer }), from)
    calls[0]?.reject(486)
    clock.move(60_000)
    assert.lengthOf(
      lines().filter((line) => line === "486 INVITE"),
      times
    )
    assert.deepEqual(events, ["rejected"])
  }
  const { calls, clock, lines, receive } = makeTestAgent()
  receive(request("INVITE", { body: offer }))
  calls[0]?.reject(486)
  receive(request("ACK", { toTag: calls[0]?.dialog.localTag }))
  clock.move(60_000)
  assert.lengthOf(
    lines().filter((line) => line === "486 INVITE"),
    1
  )
})

it("a CANCEL gets 200 and its INVITE 487, and a CANCEL of nothing gets 481", () => {
  const { events, lines, receive } = makeTestAgent()
  receive(request("INVITE", { body: offer }))
  receive(request("CANCEL"))
  assert.deepEqual(lines().slice(2), ["200 CANCEL", "487 INVITE"])
  assert.deepEqual(events, ["cancelled"])
  receive(request("CANCEL", { branch: "z9hG4bKother" }))
  assert.strictEqual(lines().at(-1), "481 CANCEL")
})

it("a CANCEL after the answer changes nothing", () => {
  const { calls, events, lines, receive } = makeTestAgent()
  receive(request("INVITE", { body: offer }))
  calls[0]?.accept({ address: "127.0.0.1", port: 7000 })
  receive(request("CANCEL"))
  assert.strictEqual(lines().at(-1), "481 CANCEL")
  assert.deepEqual(events, ["agreed sendrecv"])
})

it("no BYE is sent before the ACK, and one at once after it", () => {
  const { calls, events, lines, receive } = makeTestAgent()
  receive(request("INVITE", { body: offer }))
  calls[0]?.accept({ address: "127.0.0.1", port: 7000 })
  calls[0]?.hangUp()
  assert.notInclude(lines(), "BYE")
  receive(request("ACK", { branch: "z9hG4bKack", toTag: calls[0]?.dialog.localTag }))
  assert.strictEqual(lines().at(-1), "BYE")
  assert.notInclude(events, "ready")
})

it("a BYE of this side is repeated until 32 s if no answer comes, and the call is then over", () => {
  const { calls, clock, events, sent } = talking()
  calls[0]?.hangUp()
  clock.move(60_000)
  const byes = sent.filter(({ line }) => line === "BYE").map(({ at }) => at)
  assert.deepEqual(byes, [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500])
  assert.strictEqual(events.at(-1), "ours")
})

it("a BYE of the caller ends the call once, and its repetition gets the same answer", () => {
  const { events, lines, receive, toTag } = talking()
  const bye = request("BYE", { cseq: 2, branch: "z9hG4bKbye", toTag })
  receive(bye)
  receive(bye)
  assert.deepEqual(lines().slice(-2), ["200 BYE", "200 BYE"])
  assert.deepEqual(events.slice(2), ["hung_up"])
  receive(request("BYE", { cseq: 3, branch: "z9hG4bKagain", toTag }))
  assert.strictEqual(lines().at(-1), "481 BYE")
})

it("a re-INVITE changes the direction and the description's version, and one that cannot be answered changes nothing", () => {
  const { events, lines, receive, sent, toTag } = talking()
  receive(request("INVITE", { cseq: 2, branch: "z9hG4bKhold", toTag, body: `${offer}a=sendonly\r\n` }))
  assert.match(bodyOf(sent.at(-1)?.message.body), /o=antiphon \d+ 2 IN[^]*a=recvonly/)
  receive(request("ACK", { cseq: 2, branch: "z9hG4bKack2", toTag }))
  assert.deepEqual(events.slice(2), ["agreed recvonly"])
  receive(request("INVITE", { cseq: 3, branch: "z9hG4bKodd", toTag, body: offer.replace("8 0 101", "18") }))
  assert.strictEqual(lines().at(-1), "488 INVITE")
  assert.deepEqual(events.slice(2), ["agreed recvonly"])
})

it("a request that is older than the last one gets 500", () => {
  const { lines, receive, toTag } = talking()
  receive(request("OPTIONS", { cseq: 7, branch: "z9hG4bKseven", toTag }))
  receive(request("OPTIONS", { cseq: 6, branch: "z9hG4bKsix", toTag }))
  assert.deepEqual(lines().slice(-2), ["200 OPTIONS", "500 OPTIONS"])
})

it("OPTIONS outside of a call says what this side takes", () => {
  const { receive, sent } = makeTestAgent()
  receive(request("OPTIONS"))
  const answer = sent[0]?.message
  assert.isDefined(answer)
  if (answer !== undefined) {
    assert.strictEqual(valueOf(answer, "Allow"), "INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY")
    assert.strictEqual(
      valueOf(answer, "Via"),
      "SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKone;rport=5999;received=127.0.0.1"
    )
  }
})

it.each([
  ["another method", request("SUBSCRIBE"), "405 SUBSCRIBE"],
  ["an extension that is required", request("INVITE", { body: offer, headers: ["Require: 100rel"] }), "420 INVITE"],
  ["a body that is no SDP", request("INVITE", { body: offer }).replace("application/sdp", "text/plain"), "415 INVITE"],
  ["video alone", request("INVITE", { body: offer.replace("m=audio", "m=video") }), "488 INVITE"],
  ["encrypted audio", request("INVITE", { body: offer.replace("RTP/AVP", "RTP/XXXX") }), "488 INVITE"],
  ["an unknown call", request("BYE", { toTag: "unknown" }), "481 BYE"]
])("%s is refused", (_, text, line) => {
  const { calls, lines, receive } = makeTestAgent()
  receive(text)
  assert.strictEqual(lines().at(-1), line)
  assert.lengthOf(calls, 0)
})

it("one call too many gets 503 and may come again", () => {
  const { calls, lines, receive, sent } = makeTestAgent({ maxCalls: 1 })
  receive(request("INVITE", { body: offer }))
  receive(request("INVITE", { body: offer, branch: "z9hG4bKtwo" }).replace("one@phone", "two@phone"))
  assert.strictEqual(lines().at(-1), "503 INVITE")
  assert.lengthOf(calls, 1)
  const last = sent.at(-1)?.message
  assert.strictEqual(last && valueOf(last, "Retry-After"), "10")
})

it("a flood of requests is answered and held within bounds, and forgotten after 32 s", () => {
  const { clock, lines, receive } = makeTestAgent()
  for (let each = 0; each < 2500; each++) receive(request("OPTIONS", { branch: `z9hG4bK${each}` }))
  assert.strictEqual(lines().filter((line) => line === "503 OPTIONS").length, 500)
  assert.strictEqual(clock.pending(), 2000)
  clock.move(33_000)
  assert.strictEqual(clock.pending(), 0)
})

it("nothing is left of a call a minute after its end", () => {
  const { clock, receive, toTag } = talking()
  receive(request("BYE", { cseq: 2, branch: "z9hG4bKbye", toTag }))
  clock.move(60_000)
  assert.strictEqual(clock.pending(), 0)
})

it("closing the agent stops every timer", () => {
  const { agent, calls, clock, receive } = makeTestAgent()
  receive(request("INVITE", { body: offer }))
  calls[0]?.accept({ address: "127.0.0.1", port: 7000 })
  agent.close()
  assert.strictEqual(clock.pending(), 0)
})
