// The sound of a notice: two soft tones a fourth apart, made here, so that there is no file to load.

const TONES = [{ at: 0, pitch: 659.3 }, { at: 0.13, pitch: 880 }];
const LOUDNESS = 0.09;
let context: AudioContext | undefined;

/** Play it once. Browsers stay silent on a page that was not touched yet; then nothing happens. */
export async function chime(): Promise<boolean> {
  context ??= new AudioContext();
  // Without a touch `resume` waits for one, and a sound of long ago would come as a surprise.
  await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 300))]);
  if (context.state !== "running") return false;
  for (const { at, pitch } of TONES) tone(context, context.currentTime + at, pitch);
  return true;
}

function tone(context: AudioContext, from: number, pitch: number): void {
  const [voice, loudness] = [context.createOscillator(), context.createGain()];
  voice.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, from);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, from + 0.015);
  loudness.gain.exponentialRampToValueAtTime(0.0001, from + 0.5);
  voice.connect(loudness).connect(context.destination);
  voice.start(from);
  voice.stop(from + 0.55);
}
