/**
 * Writes captions while the user speaks. A server transcribes a turn once it has ended, so the page runs a recognizer of its own. It
 * works with every server, understands English, and sends nothing.
 */
import type { Recognizer } from "@antiphon/ears"
import type { ServerEvent } from "@antiphon/core"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { messageOf } from "./problemOf.ts"
import { captioned, type Captions, named, noCaptions, unnamed, without } from "../state/Captions.ts"

/** Follows the user's voice and the events of the server. */
export interface Captioning {
  /** Takes the user's audio, 24 kHz mono. */
  readonly said: (samples: Int16Array) => void
  /** Takes each event of the server. */
  readonly received: (event: ServerEvent) => void
  /** Begins a turn that the user holds open. Does nothing while one is open. */
  readonly hold: () => void
  /** Forgets the turns of a session. */
  readonly reset: () => void
}

/** The turn that is spoken now. */
interface Turn {
  id: string
  readonly audio: Queue.Queue<Int16Array, Cause.Done>
  readonly work: Fiber.Fiber<void, unknown>
}

/** Turn detection notices speech after it began. This many blocks of 40 ms before it belong to the turn. */
const leadBlocks = 15
/** How many blocks may wait for the recognizer, a minute. The oldest are dropped. */
const mostWaiting = 1500

/** Makes captions. `changed` receives them, and `failed` why there will be none. */
export const makeCaptioning = (options: {
  /** Whether the user wants captions. */
  readonly isOn: () => boolean
  readonly changed: (captions: Captions) => void
  readonly failed: (message: string) => void
}): Captioning => {
  const { changed, failed, isOn } = options
  const load = makeLoader(failed)
  const open = makeOpenTurns(load, changed)
  let recent: ReadonlyArray<Int16Array> = []
  return {
    said: (samples) => {
      if (!isOn()) return
      void load()
      recent = [...recent, samples].slice(-leadBlocks)
      open.said(samples)
    },
    received: (event) => {
      switch (event.type) {
        case "input_audio_buffer.speech_started":
          return isOn() ? open.begin(event.item_id ?? unnamed, recent) : undefined
        case "input_audio_buffer.speech_stopped":
          return open.end()
        case "input_audio_buffer.committed":
          return open.name(event.item_id)
        case "conversation.item.input_audio_transcription.completed":
        case "conversation.item.input_audio_transcription.failed":
          return open.drop(event.item_id)
      }
    },
    hold: () => {
      recent = []
      if (isOn() && !open.isHeld()) open.begin(unnamed, recent)
    },
    reset: () => {
      recent = []
      open.reset()
    }
  }
}

/** Loads the recognizer once. Gives `undefined` if that failed. */
const makeLoader = (failed: (message: string) => void): (() => Promise<Recognizer | undefined>) => {
  let loading: Promise<Recognizer | undefined> | undefined
  return () =>
    (loading ??= fetched().catch((error: unknown) => {
      failed(`There are no live captions. ${messageOf(error)}`)
      return undefined
    }))
}

/** The turn that is spoken, and those whose last words are still being recognized. */
const makeOpenTurns = (load: () => Promise<Recognizer | undefined>, changed: (captions: Captions) => void) => {
  let captions = noCaptions
  let open: Turn | undefined
  const ending = new Set<Turn>()

  const turns = (): ReadonlyArray<Turn> => [...(open === undefined ? [] : [open]), ...ending]
  const show = (next: Captions): void => {
    if (next === captions) return
    captions = next
    changed(captions)
  }
  const end = (): void => {
    if (open === undefined) return
    ending.add(open)
    Queue.endUnsafe(open.audio)
    open = undefined
  }
  const drop = (id: string): void => {
    for (const turn of turns().filter((each) => each.id === id)) {
      if (turn === open) open = undefined
      ending.delete(turn)
      Effect.runFork(Fiber.interrupt(turn.work))
    }
    show(without(captions, id))
  }

  return {
    isHeld: () => open?.id === unnamed,
    said: (samples: Int16Array): void => {
      if (open !== undefined) Queue.offerUnsafe(open.audio, samples)
    },
    begin: (id: string, before: ReadonlyArray<Int16Array>): void => {
      end()
      show(without(captions, id))
      const audio = Effect.runSync(Queue.sliding<Int16Array, Cause.Done>(mostWaiting))
      for (const samples of before) Queue.offerUnsafe(audio, samples)
      const listened = Effect.flatMap(Effect.promise(load), (recognizer) =>
        recognizer === undefined
          ? Effect.void
          : Stream.runForEach(recognizer.listen(Stream.fromQueue(audio)), (heard) =>
              Effect.sync(() => show(captioned(captions, turn.id, heard)))
            )
      )
      const over = Effect.sync(() => ending.delete(turn))
      // A pass that failed costs the rest of one caption.
      const turn: Turn = { id, audio, work: Effect.runFork(Effect.ignore(Effect.ensuring(listened, over))) }
      open = turn
    },
    end,
    /** The server has named the item of the turn. */
    name: (id: string): void => {
      for (const turn of turns()) if (turn.id === unnamed) turn.id = id
      show(named(captions, id))
      end()
    },
    /** Drops the caption of a turn, for which there are better words. */
    drop,
    /** Forgets all turns. The state of a new session has no captions. */
    reset: (): void => {
      for (const { id } of turns()) drop(id)
      captions = noCaptions
    }
  }
}

/** Downloads the recognizer, 28 MB from the server of the page. It stays until the page closes. */
const fetched = async (): Promise<Recognizer> => {
  const { fetchRecognizer } = await import("@antiphon/ears/browser")
  const worker = (): Worker => new Worker(new URL("./ears.worker.ts", import.meta.url), { type: "module" })
  return Effect.runPromise(Scope.provide(fetchRecognizer({ worker }), Scope.makeUnsafe()))
}
