/** The time between two looks, in ms. Chromium does not report a drain that came before its threshold was set. */
const pollMs = 5

/**
 * Closes a data channel once what was handed to it is on its way. Chromium discards whole messages that still wait when a
 * channel closes, against W3C webrtc section 6.2.4. Closing its peer connection ends the wait.
 */
export const closeFlushed = (channel: RTCDataChannel): void => {
  if (channel.readyState === "open" && channel.bufferedAmount > 0) setTimeout(closeFlushed, pollMs, channel)
  else channel.close()
}
