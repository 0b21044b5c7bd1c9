/**
 * Gives the page a microphone that is silent for a second, speaks for a second, and is silent for half a minute. Runs
 * before the scripts of a page, and refers to nothing outside its own body.
 */
export const speakOnce = (): void => {
  // The first page of a tab has no devices.
  const { mediaDevices: devices }: { readonly mediaDevices?: MediaDevices } = navigator
  if (devices === undefined) return
  devices.getUserMedia = async () => {
    const context = new AudioContext()
    const buffer = new AudioBuffer({ length: 32 * 24_000, sampleRate: 24_000 })
    const samples = buffer.getChannelData(0)
    // A vowel of 120 Hz, whose loudness goes up and down as syllables do.
    for (let i = 0; i < 24_000; i++) {
      const syllable = Math.abs(Math.sin((2 * Math.PI * 2 * i) / 24_000))
      samples[24_000 + i] = syllable * (0.6 * (((i * 120) / 24_000) % 1) - 0.3)
    }
    const source = new AudioBufferSourceNode(context, { buffer, loop: true })
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 })
    source.connect(destination)
    source.start()
    await context.resume()
    return destination.stream
  }
}
