/** The events of both directions. The user can search, pause, open and copy them. */
import * as Result from "effect/Result"
import { type RefObject, useEffect, useMemo, useRef, useState } from "react"
import { type Archive, archiveOf, openArchive } from "../link/archive.ts"
import type { Console } from "../link/makeConsole.ts"
import { type EventFilter, matching, onlyType, openFilter } from "../state/EventFilter.ts"
import { type EventLog, forgotten, type LogEntry } from "../state/EventLog.ts"
import { type Replay, replay } from "../state/Replay.ts"
import { isAudio } from "../state/Tapped.ts"
import { EventDetail } from "./EventDetail.tsx"
import { EventSender } from "./EventSender.tsx"
import { EventList } from "./EventList.tsx"
import { EventTools } from "./EventTools.tsx"

/** The log to show, and how to open a recording. */
interface Props {
  readonly log: EventLog
  readonly onReplay: (replay: Replay) => void
  readonly console: Pick<Console, "sendRaw" | "earlier">
  /** Whether events can be sent. */
  readonly isOpen: boolean
}

/** The tab of the events. */
export const EventsPanel = ({ console, isOpen, log, onReplay }: Props) => {
  const [filter, setFilter] = useState<EventFilter>(openFilter)
  const [held, setHeld] = useState<EventLog>()
  const [selected, setSelected] = useState<number>()
  const [base, setBase] = useState<LogEntry>()
  const [refusal, setRefusal] = useState<string>()
  const [isSending, setSending] = useState(false)
  const shown = held ?? log
  const entries = useMemo(() => matching(shown, filter), [shown, filter])
  const chosen = useMemo(() => shown.entries.find(({ id }) => id === selected), [shown, selected])
  const list = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)

  // A log that begins again is another session, so the paused log of the one before is dropped.
  const began = useRef(log.next)
  useEffect(() => {
    if (log.next < began.current) {
      setHeld(undefined)
      setSelected(undefined)
      setBase(undefined)
    }
    began.current = log.next
  }, [log.next])

  useSlash(search)

  const open = async (file: File): Promise<void> => {
    Result.match(replay(file.name, await file.text()), {
      onFailure: setRefusal,
      onSuccess: (opened) => {
        setRefusal(undefined)
        setHeld(undefined)
        setSelected(undefined)
        onReplay(opened)
      }
    })
  }

  const openEarlier = async (archive: Archive): Promise<void> => {
    const [first] = await openArchive(archive)
    if (first === undefined) return setRefusal("This session has no events")
    setRefusal(undefined)
    onReplay(first)
  }

  const gone = forgotten(shown)
  const quiet = filter.audio || filter.only !== undefined ? 0 : shown.entries.filter(({ type }) => isAudio(type)).length
  return (
    <div className="events">
      <EventTools
        log={shown}
        filter={filter}
        onFilter={setFilter}
        search={search}
        isHeld={held !== undefined}
        onHold={(isHeld) => setHeld(isHeld ? log : undefined)}
        onOpen={(file) => void open(file)}
        earlier={console.earlier().map(archiveOf)}
        onEarlier={(archive) => void openEarlier(archive)}
        isSending={isSending}
        onSend={() => setSending(!isSending)}
      />
      {isSending && <EventSender send={console.sendRaw} isOpen={isOpen} onClose={() => setSending(false)} />}
      {refusal !== undefined && (
        <p className="refusal" role="alert">
          {refusal}
        </p>
      )}
      <EventList entries={entries} selected={selected} onSelect={setSelected} list={list} isHeld={held !== undefined} />
      {chosen !== undefined && (
        <EventDetail
          entry={chosen}
          isOnly={filter.only === chosen.type}
          base={base}
          onCompare={() => setBase(base === undefined ? chosen : undefined)}
          onOnly={() => setFilter(onlyType(filter, chosen.type))}
          onClose={() => {
            setSelected(undefined)
            list.current?.focus()
          }}
        />
      )}
      <p className="tally" aria-live="off">
        <span>
          {entries.length === 1 ? "1 event" : `${entries.length} events`}
          {quiet > 0 && ` · ${quiet} audio events hidden`}
          {gone > 0 && ` · ${gone} older events dropped`}
        </span>
        {held !== undefined && <span className="held">Paused · {log.next - held.next} new</span>}
      </p>
    </div>
  )
}

/** The slash moves the focus to the search, but in a text it is a slash. */
const useSlash = (search: RefObject<HTMLInputElement | null>): void =>
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)
        return
      event.preventDefault()
      search.current?.focus()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [search])
