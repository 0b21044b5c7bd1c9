/** The scrolled list of a conversation. It stays at its end unless the reader scrolls up. */
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react"

/** How near the end a reader must be to stay there, in pixels. */
const nearEnd = 80

/** Scrolls to the end after each drawing and each change of its size, if the reader was there. */
export const Scroller = ({ children }: { readonly children: ReactNode }) => {
  const scroller = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  const follow = (): void => {
    const { current } = scroller
    if (current !== null && follows.current) current.scrollTop = current.scrollHeight
  }
  useLayoutEffect(follow)
  // A keyboard or a turned phone takes room without a drawing.
  useEffect(() => {
    const observer = new ResizeObserver(follow)
    if (scroller.current !== null) observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [])
  return (
    <div
      className="conversation"
      ref={scroller}
      role="log"
      aria-label="Conversation"
      // So that keys can scroll it.
      tabIndex={0}
      onScroll={({ currentTarget: { clientHeight, scrollHeight, scrollTop } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < nearEnd
      }}
    >
      <ol className="thread">{children}</ol>
    </div>
  )
}
