import { Controller } from "@hotwired/stimulus";

/** The form of a filter: adds and drops conditions; what can be asked and answered follows the field. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ["block", "rows", "row", "blank", "more"];
  declare readonly blockTargets: HTMLElement[];
  declare readonly blankTarget: HTMLTemplateElement;
  declare readonly moreTarget: HTMLButtonElement;
  declare readonly rowTargets: HTMLElement[];

  override connect(): void {
    this.offerBlocks();
    this.element.querySelector<HTMLElement>(".filter-row select")?.focus();
  }

  add(event: Event): void {
    this.addTo((event.currentTarget as HTMLElement).closest<HTMLElement>(".filter-block")!);
  }

  addBlock(): void {
    const block = this.blockTargets.find((one) => one.hidden);
    if (!block) return;
    block.hidden = false;
    this.addTo(block);
    this.offerBlocks();
  }

  drop(event: Event): void {
    const row = (event.currentTarget as HTMLElement).closest<HTMLElement>(".filter-row, p")!;
    const block = row.closest<HTMLElement>(".filter-block")!;
    const beside = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector<HTMLElement>("select");
    row.remove();
    if (block.dataset.name && !block.querySelector(".filter-row")) block.hidden = true;
    this.offerBlocks();
    (beside ?? block.querySelector<HTMLElement>("[data-action='filter#add']") ?? this.moreTarget).focus();
  }

  turn(event: Event): void {
    const row = (event.currentTarget as HTMLElement).closest<HTMLElement>(".filter-row")!;
    const operator = row.querySelector<HTMLSelectElement>("[name=operator]")!;
    const offered = this.element.querySelector<HTMLTemplateElement>(`template[data-operators="${fieldOf(row).value}"]`)!;
    operator.replaceChildren(offered.content.cloneNode(true));
    this.turnValue(row);
  }

  turnOperator(event: Event): void {
    const row = (event.currentTarget as HTMLElement).closest<HTMLElement>(".filter-row")!;
    if (fieldOf(row).selectedOptions[0]?.dataset.kind === "moment") this.turnValue(row);
  }

  close(event: Event): void {
    if (this.element.closest("#filter-panel") === null) return;
    event.preventDefault();
    this.element.remove();
    document.querySelector<HTMLElement>("#filter-button")?.focus();
  }

  private turnValue(row: HTMLElement): void {
    const kind = fieldOf(row).selectedOptions[0]?.dataset.kind ?? "text";
    const operator = row.querySelector<HTMLSelectElement>("[name=operator]")!.value;
    const control = kind === "moment" && ["within", "longer_ago"].includes(operator) ? "duration" : kind;
    const offered = this.element.querySelector<HTMLTemplateElement>(`template[data-control="${control}"]`)!;
    row.querySelector(".filter-value")!.replaceChildren(offered.content.cloneNode(true));
  }

  private addTo(block: HTMLElement): void {
    const blank = this.blankTarget.content.cloneNode(true) as DocumentFragment;
    blank.querySelector<HTMLInputElement>("[name=group]")!.value = block.dataset.name ?? "";
    block.querySelector(".filter-rows")!.append(blank);
    block.querySelector<HTMLElement>(".filter-row:last-child select")?.focus();
  }

  private offerBlocks(): void {
    this.moreTarget.hidden = !this.blockTargets.some((one) => one.hidden);
  }
}

function fieldOf(row: HTMLElement): HTMLSelectElement {
  return row.querySelector<HTMLSelectElement>("[name=field]")!;
}
