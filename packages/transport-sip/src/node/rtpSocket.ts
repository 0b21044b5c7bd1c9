/** The socket of the audio of one call. */
import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Source } from "../rtp/Track.ts"
import { bindDatagrams, type Datagrams } from "./datagrams.ts"

/** Opens a socket on a free port until the scope ends. */
export const openRtpSocket = (
  address: string,
  onPacket: (bytes: Uint8Array, from: Source) => void
): Effect.Effect<Datagrams, TransportError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.mapError(bindDatagrams({ address, port: 0 }, onPacket), (cause) =>
      TransportError.open({ detail: `no port for audio: ${cause.message}`, cause })
    ),
    ({ close }) => close
  )
