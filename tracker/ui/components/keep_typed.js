// Streamlit takes a long text over when its field is left, or on Ctrl+Enter: here also after a pause.
const PAUSE_MS = 500;
let waiting = null;

const takeOver = (field) => {
  const told = { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true };
  field.dispatchEvent(new KeyboardEvent("keydown", told));
};

const onInput = (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement) || field.closest("form, [data-testid='stForm']")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => takeOver(field), PAUSE_MS);
};

export default () => {
  if (!document.documentElement.dataset.keepsTyped) {
    document.documentElement.dataset.keepsTyped = "yes";
    document.addEventListener("input", onInput, true);
  }
};
