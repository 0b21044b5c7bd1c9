import * as Result from "effect/Result"
import { asReceived, frameOf } from "./frames.ts"
import { ProtocolError } from "./ProtocolError.ts"
import type { Decoded } from "./Vocabulary.ts"

/**
 * Reads a decoded event as strictly as `validate` does. An event is `Malformed`, with its issues, if decoding left
 * something out or filled something in. This is for a server, which has to refuse what a client may only hope to
 * understand.
 */
export const strictly = <E extends object>(
  vocabulary: { readonly validate: (value: unknown) => Result.Result<unknown, ProtocolError> },
  decoded: Decoded<E>
): Decoded<E> => {
  if (decoded._tag !== "Known") return decoded
  const frame = frameOf(decoded.event)
  if (frame === undefined) return decoded
  const verdict = vocabulary.validate(asReceived(decoded.event))
  return Result.isFailure(verdict) ? { _tag: "Malformed", error: ofFrame(verdict.failure, frame) } : decoded
}

const ofFrame = ({ issues, reason, type }: ProtocolError, raw: unknown): ProtocolError =>
  new ProtocolError({ reason, type, issues, raw })
