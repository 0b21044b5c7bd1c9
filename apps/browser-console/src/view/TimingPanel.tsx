/** The times of each turn, from the end of speech to the answer's first word, first sound, and end. */
import { type Latency, moments, type Moment, offsetOf, type TurnTiming } from "../state/Latency.ts"
import { median, positionOf, readable, ticks } from "../state/timelineScale.ts"

/** The names of the moments. */
const names: Readonly<Record<Moment, string>> = {
  stopped: "speech stopped",
  committed: "committed",
  asked: "requested",
  created: "created",
  text: "first text",
  audio: "first audio",
  done: "done"
}
/** The names of the causes. */
const kinds: Readonly<Record<TurnTiming["kind"], string>> = {
  spoken: "spoken",
  typed: "typed",
  call: "after a call",
  server: "by the server"
}

/** The tab of the timing. */
export const TimingPanel = ({ latency: { turns } }: { readonly latency: Latency }) => {
  const middle = (moment: Moment): string => {
    const value = median(turns.flatMap((turn) => offsetOf(turn, moment) ?? []))
    return value === undefined ? "–" : readable(value)
  }
  return (
    <div className="timing" tabIndex={0} role="group" aria-label="Timing of turns">
      <dl className="figures">
        <div>
          <dt>First audio</dt>
          <dd>{middle("audio")}</dd>
        </div>
        <div>
          <dt>First text</dt>
          <dd>{middle("text")}</dd>
        </div>
        <div>
          <dt>Done</dt>
          <dd>{middle("done")}</dd>
        </div>
      </dl>
      <p className="note">
        Medians of {turns.length === 1 ? "one turn" : `${turns.length} turns`}, from the moment that the server reports
        the end of speech.
      </p>
      <ol className="turns">
        {turns.toReversed().map((turn) => (
          <TurnRow key={turn.number} turn={turn} />
        ))}
      </ol>
    </div>
  )
}

/** The moments of one turn on the timeline. */
const TurnRow = ({ turn }: { readonly turn: TurnTiming }) => {
  const marks = moments.flatMap((moment) => {
    const offset = offsetOf(turn, moment)
    return offset === undefined ? [] : [{ moment, offset, x: positionOf(offset) * 100 }]
  })
  const end = marks.at(-1)?.x ?? 0
  const heard = marks.find(({ moment }) => moment === "audio" || moment === "text")?.x
  return (
    <li className="turn">
      <p className="turn-head">
        <strong>Turn {turn.number}</strong> {kinds[turn.kind]}
        <span className="turn-status" data-status={turn.status}>
          {turn.status === "in_progress" ? "answering" : turn.status}
        </span>
      </p>
      <div className="track" aria-hidden="true">
        {ticks.map(({ label, ms }) => (
          <span key={ms} className="tick" style={{ left: `${positionOf(ms) * 100}%` }}>
            {label}
          </span>
        ))}
        <span className="wait" style={{ width: `${heard ?? end}%` }} />
        {heard !== undefined && <span className="run" style={{ left: `${heard}%`, width: `${end - heard}%` }} />}
        {marks.map(({ moment, x }) => (
          <span key={moment} className="dot" data-moment={moment} style={{ left: `${x}%` }} />
        ))}
      </div>
      <ul className="marks">
        {marks.map(({ moment, offset }) => (
          <li key={moment} data-moment={moment}>
            <span>{names[moment]}</span> {readable(offset)}
          </li>
        ))}
      </ul>
    </li>
  )
}
