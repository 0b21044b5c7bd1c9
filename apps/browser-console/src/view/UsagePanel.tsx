/** The tokens of the session by modality, and the rest of the rate limits. */
import { type SessionState, type Tokens, total } from "@antiphon/session"
import { costOf, dollars } from "../state/prices.ts"

/** The modalities, in the order of the table. */
const kinds = ["text", "audio", "image", "other"] as const

/** The session and its model. */
interface Props {
  readonly session: SessionState
  /** The model that was asked for. The server's own name of it counts more. */
  readonly model: string
  /** Whether the server takes no money. */
  readonly isFree: boolean
}

/** The tab of the usage. */
export const UsagePanel = ({ isFree, model, session }: Props) => {
  const { rateLimits, usage } = session
  const { cached, input, output } = usage.responses
  const transcribed = total(usage.transcription.input) + total(usage.transcription.output)
  const most = Math.max(1, total(input), total(output))
  return (
    <div className="usage" tabIndex={0} role="group" aria-label="Usage">
      <dl className="figures">
        <div>
          <dt>Input</dt>
          <dd>{written(total(input))}</dd>
        </div>
        <div>
          <dt>Output</dt>
          <dd>{written(total(output))}</dd>
        </div>
        <div>
          <dt>From cache</dt>
          <dd>{written(total(cached))}</dd>
        </div>
      </dl>
      <p className="note">Tokens of all responses in this session.</p>
      <CostLine session={session} model={model} isFree={isFree} />
      <Bar name="Input" tokens={input} most={most} />
      <Bar name="Output" tokens={output} most={most} />
      <table>
        <thead>
          <tr>
            <th scope="col">Tokens</th>
            <th scope="col">Input</th>
            <th scope="col">Cached</th>
            <th scope="col">Output</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind}>
              <th scope="row">
                <i data-kind={kind} />
                {kind}
              </th>
              <td>{written(input[kind])}</td>
              <td>{written(cached[kind])}</td>
              <td>{written(output[kind])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(transcribed > 0 || usage.transcriptionSeconds > 0) && (
        <p className="note">
          Transcription: {written(transcribed)} tokens
          {usage.transcriptionSeconds > 0 && `, ${usage.transcriptionSeconds.toFixed(1)} s`}
        </p>
      )}
      {rateLimits.length > 0 && (
        <ul className="limits">
          {rateLimits.map(({ limit, name, remaining }) => (
            <li key={name}>
              <span>{name}</span>
              <meter min={0} max={limit ?? 1} value={remaining ?? 0} aria-label={`${name} left`} />
              <span>
                {written(remaining ?? 0)} of {written(limit ?? 0)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Writes a number with separators. */
const written = (count: number): string => count.toLocaleString("en")

/** The tokens of one direction. */
interface BarProps {
  readonly name: string
  readonly tokens: Tokens
  readonly most: number
}

/** The tokens of one direction as shares of a bar. */
const Bar = ({ most, name, tokens }: BarProps) => (
  <div className="bar">
    <span>{name}</span>
    <div className="bar-track" aria-hidden="true">
      {kinds.map((kind) => (
        <i key={kind} data-kind={kind} style={{ width: `${(tokens[kind] / most) * 100}%` }} />
      ))}
    </div>
  </div>
)

/** What the session cost so far, or why that is not known. */
const CostLine = ({ isFree, model: asked, session }: Props) => {
  const named = session.session !== undefined && "model" in session.session ? session.session.model : undefined
  const model = typeof named === "string" ? named : asked
  const cost = costOf(session.usage, model)
  return (
    <div className="cost">
      <span>Cost</span>
      <strong>
        {cost === undefined ? "unknown" : isFree ? `free, ${dollars(cost.amount)} at OpenAI` : dollars(cost.amount)}
      </strong>
      <p className="note">
        {cost === undefined
          ? `The page has no prices of ${model}.`
          : `An estimate for ${model}, without transcription. Compare with the price list.${
              cost.unpriced > 0 ? ` ${written(cost.unpriced)} tokens have no price.` : ""
            }`}
      </p>
    </div>
  )
}
