/** baresip, a phone of another project, without a sound card. It says a file and writes down what arrives. */
import { Wav } from "@antiphon/audio"
import * as Effect from "effect/Effect"
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findBaresip, start } from "./programs.ts"

/** The settings of a phone of this machine alone. Its audio comes from a file and goes to a file. */
const settings = (folder: string) => `
poll_method epoll
sip_listen 127.0.0.1:0
net_interface 127.0.0.1
call_local_timeout 120
call_max_calls 4
audio_player aubridge,sink
audio_source aufile,${folder}/says.wav
audio_alert aubridge,alert
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
audio_txmode poll
audio_level no
ausrc_format s16
auplay_format s16
auenc_format s16
audec_format s16
audio_buffer 20-160
rtp_ports 20000-29999
rtcp_mux no
jitter_buffer_type fixed
jitter_buffer_delay 1-5
module_path /usr/lib/baresip/modules
module stdio.so
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
snd_path ${folder}
`

/** Calls a port with a phone that says samples of 8 kHz. `type` presses keys, and `q` hangs up. The scope owns the phone. */
export const call = Effect.fnUntraced(function* (port: number, says: Int16Array) {
  const folder = mkdtempSync(join(tmpdir(), "baresip-"))
  yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true, force: true })))
  writeFileSync(join(folder, "config"), settings(folder))
  writeFileSync(join(folder, "accounts"), "<sip:phone@127.0.0.1>;regint=0;audio_codecs=pcmu;dtmfmode=rtpevent\n")
  writeFileSync(join(folder, "contacts"), "")
  writeFileSync(join(folder, "says.wav"), Wav.write({ sampleRate: 8000, channels: [says] }))
  const running = yield* start(findBaresip(), ["-f", folder, "-e", `d sip:antiphon@127.0.0.1:${port}`], folder)
  const samples = (): Int16Array => {
    const name = readdirSync(folder).find((each) => each.endsWith("dec.wav"))
    if (name === undefined) return new Int16Array()
    const bytes = readFileSync(join(folder, name))
    return new Int16Array(
      bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length - (bytes.length % 2))
    )
  }
  /** Waits until the samples that arrived at the phone are enough. The phone writes them to its file as they arrive. */
  const heard = (areEnough: (samples: Int16Array) => boolean): Effect.Effect<void> =>
    Effect.acquireUseRelease(
      Effect.sync(() => watch(folder)),
      (watcher) =>
        Effect.callback<void>((resume) => {
          const look = (): void => {
            if (areEnough(samples())) resume(Effect.void)
          }
          watcher.on("change", look)
          look()
        }),
      (watcher) => Effect.sync(() => watcher.close())
    )
  return { ...running, heard }
})
