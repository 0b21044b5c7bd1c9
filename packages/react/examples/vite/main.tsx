import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { Talk } from "./Talk.tsx"
import "./style.css"

const root = document.querySelector("#root")
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Talk />
    </StrictMode>
  )
}
