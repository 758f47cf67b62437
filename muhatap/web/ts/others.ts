// Who else is at which conversation: asked of the server when the bell rings for presence, and when a lease runs out.
import * as bell from "./bell";

export interface Person { initials: string; says: string; isTyping: boolean }

const TOGETHER_MS = 150;

/** Keep asking about some conversations; returns a way to ask at once and one to stop. */
export function follow(url: string, of: () => string[], show: (people: Record<string, Person[]>) => void): { ask: () => void; stop: () => void } {
  let planned: number | undefined;
  let stopped = false;

  const plan = (after: number): void => {
    clearTimeout(planned);
    planned = window.setTimeout(() => void ask(), after);
  };
  const ask = async (): Promise<void> => {
    const numbers = of();
    if (!numbers.length) return;
    try {
      const answer = await fetch(`${url}?of=${numbers.join(",")}`, { redirect: "manual" });
      if (!answer.ok || stopped) return;
      const { people, again } = (await answer.json()) as { people: Record<string, Person[]>; again: number };
      show(people);
      // Nobody rings when somebody's computer just falls asleep.
      if (again) plan(again * 1000 + 300);
    } catch {
      // The line is down: the bell rings when it is back.
    }
  };
  const deaf = bell.listen("presence", (topic) => {
    if (topic === "refetch" || of().includes(topic.replace("conversation:", ""))) plan(TOGETHER_MS);
  });
  plan(0);
  return {
    ask: () => plan(TOGETHER_MS),
    stop: () => {
      stopped = true;
      clearTimeout(planned);
      deaf();
    },
  };
}
