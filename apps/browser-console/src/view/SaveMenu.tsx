/** Saves what a session leaves, as files. */
import type { MouseEvent } from "react"
import { type Archive, saveRecording, saveSound, saveTranscript } from "../link/archive.ts"
import type { ThreadEntry } from "../state/Thread.ts"
import { ChevronIcon, SaveIcon } from "./icons.tsx"
import { closeMenu, Menu } from "./Menu.tsx"

/** The session that is shown. */
interface Props {
  readonly archive: Archive
  readonly entries: () => ReadonlyArray<ThreadEntry>
  /** The server, for the head of the transcript. */
  readonly endpoint: string
  /** Runs with the reason if a file cannot be made. */
  readonly onProblem: (error: unknown) => void
}

/** The menu of files. */
export const SaveMenu = ({ archive, endpoint, entries, onProblem }: Props) => {
  const item = (name: string, about: string, save: () => void | Promise<void>) => (
    <button
      type="button"
      className="menu-item"
      onClick={({ currentTarget }: MouseEvent<HTMLButtonElement>) => {
        closeMenu(currentTarget)
        void Promise.resolve(save()).catch(onProblem)
      }}
    >
      {name}
      <span>{about}</span>
    </button>
  )
  return (
    <Menu
      className="save"
      look="secondary small"
      button={
        <>
          <SaveIcon />
          <span className="label">Save</span>
          <ChevronIcon />
        </>
      }
      label="Save the session"
    >
      {item("Recording", "Every event with its time, to open here again (.jsonl)", () => saveRecording(archive))}
      {item("Transcript", "What was said, as Markdown (.md)", () => saveTranscript(archive, entries(), endpoint))}
      {item("Audio", "You on the left, the model on the right (.wav)", () => saveSound(archive))}
    </Menu>
  )
}
