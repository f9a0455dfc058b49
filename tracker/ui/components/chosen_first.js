// Tab into a row of choices reaches the one that is chosen, as in any row of radio buttons.
let isPointed = false;

const chosenOf = (element) =>
  element.closest?.("[role=radiogroup]")?.querySelector("[role=radio][aria-checked=true]");

const onFocus = (event) => {
  const group = event.target.closest?.("[role=radiogroup]");
  if (isPointed || !group || group.contains(event.relatedTarget)) return;
  const chosen = chosenOf(event.target);
  if (chosen && chosen !== event.target) chosen.focus();
};

export default () => {
  if (document.documentElement.dataset.chosenFirst) return;
  document.documentElement.dataset.chosenFirst = "yes";
  document.addEventListener("pointerdown", () => (isPointed = true), true);
  document.addEventListener("keydown", () => (isPointed = false), true);
  document.addEventListener("focusin", onFocus, true);
};
