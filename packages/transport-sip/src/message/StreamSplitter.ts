/** Splits a TCP stream into messages by their Content-Length (RFC 3261 section 18.3). */
import * as Result from "effect/Result"
import { contentLengthOf, type HeadEnd, headEnd } from "./parseMessage.ts"
import { type Malformed, malformed, messageLimits } from "./SipMessage.ts"

export interface StreamSplitter {
  /**
   * Takes the next bytes and returns the messages that they complete. A failure is the last result. The stream cannot go
   * on after it, since nothing says where the next message begins.
   */
  readonly push: (chunk: Uint8Array) => ReadonlyArray<Result.Result<Uint8Array, Malformed>>
}

/** Makes the splitter of one stream. It holds at most one message, within the bounds of `messageLimits`. */
export const makeStreamSplitter = (): StreamSplitter => {
  let held = new Uint8Array(1024)
  /** Where the bytes that wait begin and end. */
  let [start, end] = [0, 0]
  /** Up to where no head ends, and the length of the message once its head is there. */
  let searched = 0
  let needed: number | undefined
  let isBroken = false

  const append = (chunk: Uint8Array): void => {
    if (end + chunk.length > held.length) {
      const waiting = end - start
      const target = waiting + chunk.length > held.length ? new Uint8Array(2 * (waiting + chunk.length)) : held
      target.set(held.subarray(start, end))
      searched -= start
      held = target
      start = 0
      end = waiting
    }
    held.set(chunk, end)
    end += chunk.length
  }
  /** Empty lines between messages keep a connection alive. */
  const skipEmptyLines = (): void => {
    while (start < end && (held[start] === 0x0d || held[start] === 0x0a)) start++
    searched = Math.max(searched, start)
  }
  const next = (): Result.Result<Uint8Array, Malformed> | undefined => {
    if (needed === undefined) {
      skipEmptyLines()
      const bytes = held.subarray(start, end)
      const head = headEnd(bytes, searched - start)
      if (head === undefined) {
        searched = Math.max(start, end - 2)
        return end - start > messageLimits.headBytes
          ? Result.fail(malformed("the head of a message does not end"))
          : undefined
      }
      const total = totalOf(bytes, head)
      if (Result.isFailure(total)) return Result.fail(total.failure)
      needed = total.success
    }
    if (end - start < needed) return undefined
    const message = held.slice(start, start + needed)
    start += needed
    searched = start
    needed = undefined
    return Result.succeed(message)
  }
  return {
    push: (chunk) => {
      const results: Array<Result.Result<Uint8Array, Malformed>> = []
      if (isBroken) return results
      append(chunk)
      for (let result = next(); result !== undefined; result = isBroken ? undefined : next()) {
        results.push(result)
        isBroken = Result.isFailure(result)
      }
      return results
    }
  }
}

/** The bytes of a whole message. */
const totalOf = (bytes: Uint8Array, end: HeadEnd): Result.Result<number, Malformed> => {
  const body = contentLengthOf(new TextDecoder().decode(bytes.subarray(0, end.head)))
  if (body === undefined) return Result.fail(malformed("a message on a stream has no Content-Length"))
  if (body > messageLimits.bodyBytes) return Result.fail(malformed(`a body has ${body} bytes`))
  return Result.succeed(end.body + body)
}
