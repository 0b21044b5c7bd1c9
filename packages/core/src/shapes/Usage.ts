/** What a response or a transcription cost, in tokens. */
import * as Schema from "effect/Schema"
import { nullish, shape, unlistedName } from "../wire/Wire.ts"

/** Which input tokens came from the cache. */
export class CachedTokensDetails extends shape<CachedTokensDetails>()({
  text_tokens: nullish(Schema.Int),
  audio_tokens: nullish(Schema.Int),
  image_tokens: nullish(Schema.Int)
}) {}

/** Input tokens by kind; `cached_tokens` are part of them, not beside them. */
export class UsageInputTokenDetails extends shape<UsageInputTokenDetails>()({
  text_tokens: nullish(Schema.Int),
  audio_tokens: nullish(Schema.Int),
  image_tokens: nullish(Schema.Int),
  cached_tokens: nullish(Schema.Int),
  cached_tokens_details: nullish(CachedTokensDetails)
}) {}

/** Output tokens by kind. */
export class UsageOutputTokenDetails extends shape<UsageOutputTokenDetails>()({
  text_tokens: nullish(Schema.Int),
  audio_tokens: nullish(Schema.Int)
}) {}

/** The tokens of one response. */
export class ResponseUsage extends shape<ResponseUsage>()({
  total_tokens: nullish(Schema.Int),
  input_tokens: nullish(Schema.Int),
  output_tokens: nullish(Schema.Int),
  input_token_details: nullish(UsageInputTokenDetails),
  output_token_details: nullish(UsageOutputTokenDetails)
}) {}

/** A transcription billed by tokens. */
export class TranscriptionUsageTokens extends shape<TranscriptionUsageTokens>()({
  type: Schema.tag("tokens"),
  total_tokens: nullish(Schema.Int),
  input_tokens: nullish(Schema.Int),
  output_tokens: nullish(Schema.Int),
  input_token_details: nullish(Schema.Struct({ text_tokens: nullish(Schema.Int), audio_tokens: nullish(Schema.Int) }))
}) {}

/** A transcription billed by time. */
export class TranscriptionUsageDuration extends shape<TranscriptionUsageDuration>()({
  type: Schema.tag("duration"),
  /** Seconds of audio. */
  seconds: nullish(Schema.Finite)
}) {}

/** A bill of a kind that this version does not name. */
export class UnlistedTranscriptionUsage extends shape<UnlistedTranscriptionUsage>()({
  type: unlistedName(["tokens", "duration"])
}) {}

/** What a transcription cost. */
export const TranscriptionUsage = Schema.Union([
  TranscriptionUsageTokens,
  TranscriptionUsageDuration,
  UnlistedTranscriptionUsage
])
export type TranscriptionUsage = typeof TranscriptionUsage.Type
