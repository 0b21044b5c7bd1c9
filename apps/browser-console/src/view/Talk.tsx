/** The conversation, with what needs attention and the controls below it. */
import type { Console } from "../link/makeConsole.ts"
import type { Target } from "../link/targets.ts"
import { noCaptions } from "../state/Captions.ts"
import type { VoiceState } from "../state/Console.ts"
import { Conversation } from "./Conversation.tsx"
import { Dock } from "./Dock.tsx"
import { ProblemBar } from "./ProblemBar.tsx"
import { ReplayBar } from "./ReplayBar.tsx"
import { ReplayPlayer } from "./ReplayPlayer.tsx"
import { Stage } from "./Stage.tsx"
import type { useConversation } from "./useConversation.ts"
import { Welcome } from "./Welcome.tsx"

/** What is shown, and how to show the settings. */
interface Props {
  readonly talk: ReturnType<typeof useConversation>
  readonly console: Console
  readonly targets: ReadonlyArray<Target>
  readonly isSettings: boolean
  readonly onSetting: () => void
}

/** What the user can do while nothing was said. */
const emptyOf = (isTalking: boolean, isManual: boolean, voice: VoiceState): string => {
  if (!isTalking) return "No messages."
  if (voice._tag === "Off" || voice._tag === "Unavailable") return "Type a message."
  return isManual && voice._tag === "Live" && voice.kind === "microphone"
    ? "Hold the button and speak, or type."
    : "Say something, or type it."
}

/** The left side of the page. */
export const Talk = ({ console, isSettings, onSetting, talk, targets }: Props) => {
  const { canOpen, choice, isFresh, isOpen, isTalking, live, open, replay, settings, shown } = talk
  return (
    <main className="talk" aria-label="Conversation">
      {replay !== undefined && <ReplayBar replay={replay} onClose={() => talk.show(undefined)} />}
      {isFresh ? (
        <Welcome
          link={live.link}
          targets={targets}
          choice={choice}
          onChoice={talk.setChoice}
          settings={settings}
          onSettings={talk.changeSettings}
          shared={talk.shared?.name}
          canOpen={canOpen}
          onOpen={open}
        />
      ) : (
        <Conversation
          session={shown.session}
          stopped={shown.stopped.answers}
          latency={shown.latency}
          empty={emptyOf(isTalking, settings.detection === "none", live.voice)}
          playout={shown.playout}
          uplink={shown.uplink}
          captions={replay === undefined ? live.captions : noCaptions}
          answerCall={isTalking ? console.answerCall : undefined}
          playing={talk.playing}
          onPlay={talk.hasAudio ? talk.playMessage : undefined}
        />
      )}
      <div className="deck">
        {replay === undefined && (
          <ProblemBar
            state={live}
            console={console}
            onOpen={open}
            onPlayBack={talk.show}
            onSetting={onSetting}
            isSettings={isSettings}
          />
        )}
        {replay === undefined ? (
          <>
            {!isFresh && <Stage waves={console.waves} now={console.now} isMoving={isOpen} />}
            <Dock
              state={live}
              console={console}
              settings={settings}
              sounding={talk.sounding}
              canOpen={canOpen}
              onOpen={open}
              devices={talk.devices}
              onDevices={talk.chooseDevices}
            />
          </>
        ) : (
          <ReplayPlayer key={replay.name} replay={replay} player={console.player} />
        )}
      </div>
    </main>
  )
}
