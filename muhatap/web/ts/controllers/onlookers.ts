import { Controller } from "@hotwired/stimulus";
import { follow, type Person } from "../others";

/** Marks in a list the conversations that colleagues have before them. Each row holds a place for it, so nothing moves. */
export default class extends Controller<HTMLElement> {
  static override targets = ["here"];
  static override values = { url: String };
  declare readonly hereTargets: HTMLElement[];
  declare readonly urlValue: string;
  private following?: ReturnType<typeof follow>;

  override connect(): void {
    this.following = follow(this.urlValue, () => this.hereTargets.map(numberOf), (people) => this.show(people));
  }

  override disconnect(): void {
    this.following?.stop();
  }

  hereTargetConnected(): void {
    this.following?.ask();
  }

  private show(people: Record<string, Person[]>): void {
    for (const place of this.hereTargets) {
      const [first, ...more] = people[numberOf(place)] ?? [];
      place.toggleAttribute("data-typing", Boolean(first?.isTyping));
      place.title = first ? [first, ...more].map((person) => person.says).join(" · ") : "";
      place.replaceChildren(...(first ? badge(first, more.length, place.title) : []));
    }
  }
}

function badge(person: Person, more: number, words: string): Node[] {
  const face = document.createElement("span");
  face.setAttribute("aria-hidden", "true");
  face.textContent = more ? `${person.initials} +${more}` : person.initials;
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.textContent = words;
  return [face, said];
}

function numberOf(place: HTMLElement): string {
  return place.id.replace("here-", "");
}
