export default function ({ data, parentElement, setTriggerValue }) {
  const map = parentElement.querySelector(".map");
  const focused = parentElement.activeElement?.dataset.zone; // the drawing is replaced at each tap
  map.lang = data.language;
  map.innerHTML = data.svg;
  for (const zone of map.querySelectorAll("[data-zone]")) {
    const name = zone.dataset.zone;
    const tap = () => setTriggerValue("tapped", name);
    zone.setAttribute("aria-pressed", data.chosen.includes(name));
    zone.onclick = tap;
    zone.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault(); // a blank would scroll the page
        tap();
      }
    };
    if (name === focused) zone.focus();
  }
}
