import { csrfToken } from "./htmx";

/** Asks the server about what is being written; a newer question takes the place of one that is under way. */
export class Asking {
  private under?: AbortController;

  /** Return what was answered; nothing when it was overtaken or the line is down: what is asked here is never needed. */
  async ask(url: string, fields: Record<string, string>): Promise<string | undefined> {
    this.stop();
    this.under = new AbortController();
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, csrfmiddlewaretoken: csrfToken() })) body.set(name, value);
    try {
      const answer = await fetch(url, { method: "POST", body, redirect: "manual", signal: this.under.signal });
      return answer.ok ? await answer.text() : undefined;
    } catch {
      return undefined;
    }
  }

  stop(): void {
    this.under?.abort();
  }
}
