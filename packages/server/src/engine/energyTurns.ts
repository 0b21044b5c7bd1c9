/** The energy gate as the `detectTurns` of an engine. */
import * as Stream from "effect/Stream"
import { silenceMs } from "./turnSettings.ts"
import type { EngineParts } from "./Contract.ts"
import * as EnergyGate from "./EnergyGate.ts"

/**
 * Detects turns by loudness, with the threshold and silence of the session's `server_vad`. For `semantic_vad` the
 * eagerness sets the silence. Finds the start and end of clean speech within 150 ms.
 */
export const energyTurns: EngineParts["detectTurns"] = (settings, audio) =>
  audio.pipe(
    Stream.mapAccum(
      () => EnergyGate.start,
      EnergyGate.listen({
        threshold: settings.type === "server_vad" ? (settings.threshold ?? 0.5) : 0.5,
        silenceMs: silenceMs(settings)
      })
    )
  )
