/**
 * Frames that a hostile or broken peer might send. They are good frames, bent at random. A seed gives the same frames
 * again.
 */
import { ServerEvent } from "@antiphon/core"

/** A small generator of pseudo-random numbers (mulberry32). */
const randomOf = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}

const response = `{"id":"resp_1","object":"realtime.response","status":"completed","status_details":null,"output":[{"id":"item_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_audio","transcript":"hello"}]},{"type":"function_call","name":"f","arguments":"{}","call_id":"call_1"}],"usage":{"total_tokens":3,"input_tokens":1,"output_tokens":2},"metadata":{"a":"b"}}`
const session = `{"type":"realtime","id":"sess_1","model":"m","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"turn_detection":{"type":"server_vad","threshold":0.5}},"output":{"voice":"marin","speed":1}},"tools":[{"type":"function","name":"f","parameters":{"type":"object"}}],"tool_choice":"auto","truncation":{"type":"retention_ratio","retention_ratio":0.5}}`

const seeds: ReadonlyArray<string> = [
  `{"type":"response.done","event_id":"e","response":${response}}`,
  `{"type":"session.created","event_id":"e","session":${session}}`,
  `{"type":"response.output_audio.delta","event_id":"e","response_id":"r","item_id":"i","output_index":0,"content_index":0,"delta":"AAAA"}`,
  `{"type":"error","event_id":"e","error":{"type":"invalid_request_error","code":null,"message":"no","param":null,"event_id":"c"}}`,
  `{"type":"rate_limits.updated","event_id":"e","rate_limits":[{"name":"tokens","limit":1,"remaining":0,"reset_seconds":0.5}]}`
]

/** Pieces that break naive readers. */
const splices: ReadonlyArray<string> = [
  "1e999",
  "-0",
  "9007199254740993",
  "1e-400",
  '"\\ud800"',
  '"\\u0000"',
  "\ud800",
  "null",
  "[]",
  "{}",
  "true",
  '"',
  "\\",
  ",",
  '"__proto__":{"type":"error"},',
  '"constructor":null,',
  '"toString":1,',
  '"type":"error",',
  '"type":3,',
  '"length":-1,',
  "[".repeat(400),
  "]".repeat(400),
  '{"a":'.repeat(300),
  "}".repeat(300),
  "\u2028",
  "\ufeff",
  "NaN",
  "Infinity",
  " ".repeat(99)
]

const mutate = (frame: string, random: () => number): string => {
  const at = Math.floor(random() * (frame.length + 1))
  const to = Math.min(frame.length, at + Math.floor(random() * 12))
  const splice = splices[Math.floor(random() * splices.length)] ?? ""
  switch (Math.floor(random() * 6)) {
    case 0:
      return frame.slice(0, at) + splice + frame.slice(at)
    case 1:
      return frame.slice(0, at) + splice + frame.slice(to)
    case 2:
      return frame.slice(0, at) + frame.slice(to)
    case 3:
      return frame.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x10000)) + frame.slice(at + 1)
    case 4:
      return frame.slice(0, at)
    default:
      return frame.slice(0, to) + frame.slice(at)
  }
}

const isSame = (text: string, frame: string): boolean =>
  JSON.stringify(JSON.parse(text)) === JSON.stringify(JSON.parse(frame))

/** Decodes `count` bent frames and returns the outcomes. If a promise breaks, throws with the frame. */
export const fuzz = (count: number, seed: number): Record<string, number> => {
  const random = randomOf(seed)
  const outcomes: Record<string, number> = {}
  for (let run = 0; run < count; run++) {
    let frame = seeds[run % seeds.length] ?? ""
    for (let times = 1 + Math.floor(random() * 4); times > 0; times--) frame = mutate(frame, random)
    const decoded = ServerEvent.decode(frame)
    outcomes[decoded._tag] = (outcomes[decoded._tag] ?? 0) + 1
    if (decoded._tag === "Malformed") void decoded.error.message
    else if (!isSame(ServerEvent.encode(decoded.event), frame)) throw new Error(`lossy: ${frame}`)
  }
  return outcomes
}
