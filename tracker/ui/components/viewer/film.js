// Frames one after another, each with its own caption. Nothing moves before it is started, and
// nothing by itself where a person wants less motion.
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".film");
  const find = (selector) => root.querySelector(selector);
  const at = find(".at"), play = find(".play");
  root.stop?.();
  root.hidden = false;
  root.lang = data.language;
  if (root.dataset.shown !== data.key) at.value = 0;
  root.dataset.shown = data.key;
  at.max = data.frames.length - 1;
  at.setAttribute("aria-label", data.words.at);
  find(".back").setAttribute("aria-label", data.words.back);
  find(".on").setAttribute("aria-label", data.words.on);
  let turns = null;

  function show(number) {
    const count = data.frames.length, frame = data.frames[(number + count) % count];
    at.value = (number + count) % count;
    at.setAttribute("aria-valuetext", frame.caption);
    find("img").src = frame.picture;
    find("img").alt = frame.caption;
    find("figcaption").textContent = frame.caption;
  }

  root.stop = () => {
    clearInterval(turns);
    turns = null;
    play.textContent = data.words.start;
    find("figcaption").setAttribute("aria-live", "polite");
  };
  const step = (by) => show(Number(at.value) + by);
  const stepped = (by) => () => (root.stop(), step(by));
  play.onclick = () => {
    if (turns) return root.stop();
    find("figcaption").setAttribute("aria-live", "off"); // or it would be read without end
    play.textContent = data.words.stop;
    turns = setInterval(() => (root.isConnected && !STILL.matches ? step(1) : root.stop()), data.frame_ms);
  };
  find(".back").onclick = stepped(-1);
  find(".on").onclick = stepped(1);
  at.oninput = () => (root.stop(), show(Number(at.value)));
  root.stop();
  show(Number(at.value));
  return () => root.stop();
}
