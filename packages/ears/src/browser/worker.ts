/** The program of the module worker. Its first message names the files. */
import { begin } from "../recognizer/program.ts"
import type { FileAddresses, FromWorker, ToWorker } from "../recognizer/RecognizerWorker.ts"

const post = (message: FromWorker): void => globalThis.postMessage(message, { transfer: [] })

/** A message to itself lets the messages that came before it be read. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener("message", () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(undefined, [])
  })

const read = async (address: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  try {
    const response = await fetch(address)
    if (response.ok) return new Uint8Array(await response.arrayBuffer())
  } catch {
    // It is unreachable then too.
  }
  post({ _tag: "Unusable", kind: "WeightsUnreachable", detail: address })
  return undefined
}

const load = async (addresses: FileAddresses): Promise<void> => {
  const weights = await read(addresses.weights)
  const kernels = weights === undefined ? undefined : await read(addresses.kernels)
  const handle = weights && kernels ? begin({ post, pause }, { weights, kernels }) : undefined
  if (handle === undefined) return
  globalThis.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => handle(data))
}

globalThis.addEventListener("message", ({ data }: MessageEvent<FileAddresses>) => void load(data), { once: true })
