/** One socket of a carrier, as a call for the application. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { acceptStream, type CallStream, type StreamOptions } from "../call/acceptStream.ts"
import type { CallRegistry } from "../call/CallRegistry.ts"
import type { Frame } from "../Dialect.ts"
import type { ListenOptions } from "./ListenOptions.ts"
import { type PhoneCall, phoneCallOf } from "./PhoneCall.ts"

export interface Attached {
  /** Takes a frame from the carrier. Never throws. */
  readonly receive: (frame: Frame) => void
  /** The socket has closed. */
  readonly closed: (isClean: boolean) => void
}

/** Accepts a stream, and gives its call to the application once it starts. */
export const attach = (
  options: ListenOptions,
  registry: CallRegistry,
  socket: Pick<StreamOptions, "send" | "close">
): Attached => {
  const { carrier, onOdd } = options
  const { control, dialect } = carrier
  const scope = Effect.runSync(Scope.make())
  const stream: CallStream = Effect.runSync(
    Scope.provide(
      acceptStream({
        dialect,
        registry,
        ...(control === undefined ? {} : { control }),
        ...(onOdd === undefined ? {} : { onOdd }),
        ...socket
      }),
      scope
    )
  )
  void Effect.runPromise(stream.call).then((call) => {
    if (call !== undefined) void serve(options, phoneCallOf(call))
  })
  return {
    receive: stream.receive,
    closed: (isClean) => {
      stream.closed(isClean)
      void Effect.runPromise(Scope.close(scope, Exit.void))
    }
  }
}

const serve = async ({ onCall, onError = warn }: ListenOptions, call: PhoneCall): Promise<void> => {
  try {
    await onCall(call)
  } catch (error) {
    onError(error, call)
    await call.hangup()
  }
}

const warn = (error: unknown): void => process.emitWarning(error instanceof Error ? error : String(error))
