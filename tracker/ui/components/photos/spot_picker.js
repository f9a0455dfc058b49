// Two photos, and up to four spots that lie in both. A tap sets a spot; the enlarged part beneath
// a photo sets it exactly; arrow keys do the same. Nothing leaves the page before "done".
const STEP = 0.01, FINE_STEP = 0.001, ENLARGED = 5;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const SIDES = ["before", "after"];

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".picker");
  if (root.dataset.shown === data.key) return; // a rerun must not lose what was marked
  root.dataset.shown = data.key;
  root.lang = data.language;
  const spots = data.spots.length ? data.spots : [{}];
  let active = spots.length - 1;
  const find = (selector) => root.querySelector(selector);

  for (const side of SIDES) {
    const photo = find(`.${side} .photo`);
    const loupe = find(`.${side} .loupe`);
    find(`.${side} h4`).textContent = data.names[side];
    find(`.${side} img`).src = data.pictures[side];
    loupe.style.backgroundImage = `url(${data.pictures[side]})`;
    photo.onclick = (event) => {
      const box = photo.getBoundingClientRect();
      place(side, (event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width);
    };
    loupe.onclick = (event) => {
      const box = loupe.getBoundingClientRect(), drawn = photo.getBoundingClientRect();
      const down = event.clientY - box.top - box.height / 2;
      const right = event.clientX - box.left - box.width / 2;
      move(side, down / drawn.height / ENLARGED, right / drawn.width / ENLARGED);
    };
    photo.onkeydown = (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault(); // arrows would scroll the page
      const step = event.shiftKey ? FINE_STEP : STEP;
      move(side, arrow[0] * step, arrow[1] * step);
    };
    find(`.${side} img`).onload = draw;
  }
  find(".next").onclick = () => {
    spots.push({});
    active = spots.length - 1;
    draw();
  };
  find(".remove").onclick = () => {
    spots.splice(active, 1);
    if (!spots.length) spots.push({});
    active = spots.length - 1;
    draw();
  };
  find(".done").onclick = () => setTriggerValue("done", spots.filter(isWhole));
  new ResizeObserver(draw).observe(root);

  function isWhole(spot) {
    return SIDES.every((side) => spot[side]);
  }

  function place(side, row, column) {
    spots[active][side] = [row, column].map((share) => Math.min(Math.max(share, 0), 1));
    draw();
  }

  function move(side, down, right) {
    const [row, column] = spots[active][side] ?? [0.5, 0.5];
    place(side, row + down, column + right);
  }

  function draw() {
    SIDES.forEach(drawSide);
    find(".numbers").replaceChildren(...spots.map(numberButton));
    const whole = spots.filter(isWhole).length;
    find(".next").disabled = !isWhole(spots[active]) || spots.length >= data.most;
    find(".done").disabled = whole < data.least;
    find(".status").textContent = data.words.count.replace("{count}", whole);
    for (const name of ["next", "remove", "done"]) find(`.${name}`).textContent = data.words[name];
  }

  function drawSide(side) {
    const photo = find(`.${side} .photo`), loupe = find(`.${side} .loupe`);
    const words = data.words.photo.replace("{number}", active + 1);
    photo.setAttribute("aria-label", `${data.names[side]}. ${words}`);
    photo.querySelectorAll(".mark").forEach((mark) => mark.remove());
    spots.forEach((spot, number) => spot[side] && photo.append(markAt(spot[side], number)));
    const at = spots[active][side];
    loupe.hidden = !at;
    if (!at) return;
    const width = photo.clientWidth * ENLARGED, height = photo.clientHeight * ENLARGED;
    loupe.style.backgroundSize = `${width}px ${height}px`;
    const left = loupe.clientWidth / 2 - at[1] * width, top = loupe.clientHeight / 2 - at[0] * height;
    loupe.style.backgroundPosition = `${left}px ${top}px`;
  }

  function markAt([row, column], number) {
    const mark = document.createElement("span");
    mark.className = number === active ? "mark active" : "mark";
    mark.style.top = `${row * 100}%`;
    mark.style.left = `${column * 100}%`;
    mark.dataset.number = number + 1;
    return mark;
  }

  function numberButton(spot, number) {
    const button = document.createElement("button");
    button.textContent = data.words.spot.replace("{number}", number + 1);
    button.setAttribute("aria-pressed", number === active);
    button.onclick = () => {
      active = number;
      draw();
    };
    return button;
  }
}
