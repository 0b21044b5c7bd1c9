/** Starts the page. */
import { createRoot } from "react-dom/client"
import { makeConsole } from "./link/makeConsole.ts"
import { fetchTargets } from "./link/targets.ts"
import { makeLiveDesk } from "./live/LiveDesk.ts"
import { Root } from "./live/Root.tsx"
import { Unserved } from "./view/Unserved.tsx"
import { setTheme, startTheme } from "./view/theme.ts"
import "./view/styles/tokens.css"
import "./view/styles/base.css"
import "./view/styles/layout.css"
import "./view/styles/welcome.css"
import "./view/styles/conversation.css"
import "./view/styles/dock.css"
import "./view/styles/panel.css"
import "./view/styles/event-tools.css"
import "./view/styles/events.css"
import "./view/styles/timing.css"
import "./view/styles/settings.css"
import "./view/styles/menu.css"
import "./view/styles/tools.css"
import "./live/live.css"

startTheme()
const element = document.getElementById("root")
if (element !== null) {
  const root = createRoot(element)
  fetchTargets().then(
    (targets) => root.render(<Root console={makeConsole(setTheme)} live={makeLiveDesk()} targets={targets} />),
    (error: unknown) => root.render(<Unserved why={error instanceof Error ? error.message : String(error)} />)
  )
}
