// Two photos over each other. Each lies in a layer with its own label, so that what cuts or hides
// a photo cuts or hides its label. One finger slides the divider or scrolls the page, two zoom.
const SLIDES_AFTER_PX = 6, HOLDS_AFTER_MS = 150, RESTS_MS = 350, STEP = 1.5, PAN = 0.1;
const GRIP_PX = 28, PIXEL_CSS_PX = 4, HIGHEST = 0.8;
const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
const SIDES = ["before", "after"];
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".viewer");
  if (root.dataset.shown !== data.key) {
    root.dataset.shown = data.key;
    root.look ??= begin(root);
    root.look.zoom = 1;
    root.look.left = root.look.top = 0;
  }
  root.look.ask = (detail) => setStateValue("detail", detail);
  root.look.show(data);
}

function begin(root) {
  const find = (selector) => root.querySelector(selector);
  const stage = find(".stage"), share = find(".share"), opacity = find(".opacity");
  const look = { zoom: 1, left: 0, top: 0, mode: null, show };
  let data, grip = null, pinch = null, waits, asks;

  function show(given) {
    data = given;
    root.lang = data.language;
    root.hidden = false;
    for (const side of [...SIDES, "map"]) {
      const picture = find(`.${side} img`), address = data.pictures[side] ?? "";
      if (picture.src !== address) address ? (picture.src = address) : picture.removeAttribute("src");
      picture.alt = data.labels[side].join(", ");
      find(`.${side} .tag`).textContent = data.labels[side].join("\n");
    }
    find(".modes").setAttribute("aria-label", data.words.modes);
    const modes = JSON.stringify(data.modes);
    if (root.dataset.modes !== modes) find(".modes").replaceChildren(...data.modes.map(modeButton));
    root.dataset.modes = modes; // drawn anew, they would lose the focus
    find(".legend").replaceChildren(...data.legend.map(legendRow));
    stage.setAttribute("aria-label", data.words.stage);
    share.setAttribute("aria-label", data.words.share);
    opacity.setAttribute("aria-label", data.words.opacity);
    for (const name of ["hold", "whole", "hint"]) find(`.${name}`).textContent = data.words[name];
    find(".out").setAttribute("aria-label", data.words.out);
    find(".in").setAttribute("aria-label", data.words.in);
    if (!data.modes.some(([name]) => name === look.mode)) look.mode = data.modes[0][0];
    SIDES.forEach(showTile);
    choose(look.mode);
    slide(Number(share.value));
    fade();
  }

  function modeButton([name, words]) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.name = name;
    button.textContent = words;
    button.onclick = () => choose(name);
    return button;
  }

  function legendRow({ colour, words }) {
    const row = document.createElement("li"), swatch = document.createElement("i");
    colour ? (swatch.style.background = colour) : (swatch.className = "hatched");
    row.append(swatch, words);
    return row;
  }

  function choose(mode) {
    look.mode = root.dataset.mode = mode;
    root.dataset.held = "no";
    root.querySelectorAll(".modes button").forEach((button) =>
      button.setAttribute("aria-pressed", button.dataset.name === mode));
    fit();
  }

  // The picture is never higher than most of the window, so that there is page to scroll by.
  function fit() {
    const [rows, columns] = data.size, panes = look.mode === "side" ? 2 : 1;
    const room = root.clientWidth || 1, highest = HIGHEST * window.innerHeight;
    const height = Math.min(room / panes * rows / columns, highest);
    stage.style.height = `${height}px`;
    stage.style.width = `${Math.min(room, height * panes * columns / rows)}px`;
    find(".steer").style.width = stage.style.width;
    move();
  }

  function slide(value) {
    share.value = value;
    share.setAttribute("aria-valuetext", data.words.share_value.replace("{share}", share.value));
    stage.style.setProperty("--at", `${100 - share.value}%`);
  }

  function slideTo(x) {
    const box = stage.getBoundingClientRect();
    slide(Math.round(clamp(100 - (x - box.left) / box.width * 100, 0, 100)));
  }

  function fade() {
    find(".map .moved").style.opacity = opacity.value / 100;
    opacity.setAttribute("aria-valuetext", `${opacity.value} %`);
  }

  const paneWidth = () => find(".before").clientWidth || 1;
  const mostZoom = () => Math.max(1, PIXEL_CSS_PX * data.whole[1] / paneWidth());

  // Shares of a pane: `left` and `top` of the window that is seen, which is 1 / zoom wide.
  function move() {
    look.zoom = clamp(look.zoom, 1, mostZoom());
    const seen = 1 / look.zoom;
    look.left = clamp(look.left, 0, 1 - seen);
    look.top = clamp(look.top, 0, 1 - seen);
    const [right, down] = [-look.left * look.zoom * 100, -look.top * look.zoom * 100];
    const moved = `translate(${right}%, ${down}%) scale(${look.zoom})`;
    root.querySelectorAll(".moved").forEach((one) => (one.style.transform = moved));
    root.dataset.zoomed = look.zoom > 1 ? "yes" : "no";
    const zoom = look.zoom.toLocaleString(data.language, ONE_DIGIT);
    find(".zoom").textContent = data.words.zoom.replace("{zoom}", zoom);
    find(".out").disabled = find(".whole").disabled = look.zoom <= 1;
    find(".in").disabled = look.zoom >= mostZoom();
    clearTimeout(asks);
    if (look.zoom > 1) asks = setTimeout(askForDetail, RESTS_MS);
  }

  function zoomAt(factor, across = 0.5, down = 0.5) {
    const before = 1 / look.zoom;
    look.zoom = clamp(look.zoom * factor, 1, mostZoom());
    const gone = before - 1 / look.zoom;
    look.left += gone * across;
    look.top += gone * down;
    move();
  }

  function shift(right, down) {
    look.left += right / look.zoom;
    look.top += down / look.zoom;
    move();
  }

  // More pixels are sent only for what is looked at closely.
  function askForDetail() {
    const seen = 1 / look.zoom, box = [look.top, look.left, look.top + seen, look.left + seen];
    const wanted = JSON.stringify([data.key, box.map((side) => Number(side.toFixed(4)))]);
    if (look.asked === wanted) return;
    look.asked = wanted;
    look.ask({ key: data.key, box });
  }

  function showTile(side) {
    const tile = find(`.${side} .tile`), detail = data.detail;
    tile.hidden = !detail;
    if (!detail) return;
    const [top, left, bottom, right] = detail.box.map((share) => share * 100);
    Object.assign(tile.style, {
      top: `${top}%`, left: `${left}%`, height: `${bottom - top}%`, width: `${right - left}%`,
      imageRendering: detail.pixelated ? "pixelated" : "auto",
    });
    if (tile.src !== detail[side]) tile.src = detail[side];
  }

  function where(event) {
    const pane = find(look.mode === "side" && isOverSecond(event) ? ".after" : ".before");
    const box = pane.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  function isOverSecond(event) {
    return event.clientX >= find(".after").getBoundingClientRect().left;
  }

  function isOnDivider(event) {
    const box = stage.getBoundingClientRect();
    return Math.abs(event.clientX - box.left - box.width * (1 - share.value / 100)) < GRIP_PX;
  }

  function hold(held) {
    clearTimeout(waits);
    root.dataset.held = held ? "yes" : "no";
    find(".hold").setAttribute("aria-pressed", held);
  }

  stage.onpointerdown = (event) => {
    if (event.button || pinch) return;
    const slides = look.mode === "divider" && (look.zoom <= 1 || isOnDivider(event));
    grip = { id: event.pointerId, x: event.clientX, y: event.clientY, slides, moves: false };
    if (event.pointerType !== "touch") {
      grip.moves = true;
      stage.setPointerCapture(event.pointerId);
      if (slides) slideTo(event.clientX);
      if (look.mode === "hold") hold(true);
    } else if (look.mode === "hold") waits = setTimeout(() => hold(true), HOLDS_AFTER_MS);
  };
  stage.onpointermove = (event) => {
    if (!grip || grip.id !== event.pointerId || pinch) return;
    const right = event.clientX - grip.x, down = event.clientY - grip.y;
    if (!grip.moves) {
      if (Math.abs(right) < SLIDES_AFTER_PX || Math.abs(right) < Math.abs(down)) return;
      grip.moves = true;
      stage.setPointerCapture(event.pointerId);
    }
    if (grip.slides) return slideTo(event.clientX);
    if (look.zoom <= 1) return;
    shift(-right / paneWidth(), -down / find(".before").clientHeight);
    grip.x = event.clientX;
    grip.y = event.clientY;
  };
  stage.onpointerup = stage.onpointercancel = () => {
    grip = null;
    hold(false);
  };
  stage.oncontextmenu = (event) => look.mode === "hold" && event.preventDefault();
  stage.ondblclick = (event) => (look.zoom > 1 ? zoomAt(1 / look.zoom) : zoomAt(3, ...where(event)));
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // else the page scrolls
    event.preventDefault();
    zoomAt(Math.exp(-event.deltaY / 200), ...where(event));
  }, { passive: false });
  stage.onkeydown = (event) => {
    const act = {
      "+": () => zoomAt(STEP), "=": () => zoomAt(STEP), "-": () => zoomAt(1 / STEP),
      0: () => zoomAt(1 / look.zoom),
      ArrowLeft: () => shift(-PAN, 0), ArrowRight: () => shift(PAN, 0),
      ArrowUp: () => shift(0, -PAN), ArrowDown: () => shift(0, PAN),
    }[event.key];
    if (!act || (event.key.startsWith("Arrow") && look.zoom <= 1)) return;
    event.preventDefault();
    act();
  };

  const between = ([one, other]) => ({
    apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
    clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2,
  });
  const pinches = (event) => {
    if (event.touches.length !== 2) return (pinch = null);
    event.preventDefault(); // two fingers are the picture's, one is the page's
    const now = between(event.touches);
    if (pinch) {
      shift((pinch.clientX - now.clientX) / paneWidth(),
        (pinch.clientY - now.clientY) / find(".before").clientHeight);
      zoomAt(now.apart / pinch.apart, ...where(now));
    }
    grip = null;
    hold(false);
    pinch = now;
  };
  stage.addEventListener("touchstart", pinches, { passive: false });
  stage.addEventListener("touchmove", (event) => pinch && pinches(event), { passive: false });
  stage.ontouchend = stage.ontouchcancel = () => (pinch = null);

  share.oninput = () => slide(Number(share.value));
  opacity.oninput = fade;
  const button = find(".hold");
  button.onpointerdown = () => hold(true);
  button.onpointerup = button.onpointercancel = button.onpointerleave = button.onblur = () => hold(false);
  button.oncontextmenu = (event) => event.preventDefault();
  button.onkeydown = (event) => [" ", "Enter"].includes(event.key) && hold(true);
  button.onkeyup = () => hold(false);
  find(".in").onclick = () => zoomAt(STEP);
  find(".out").onclick = () => zoomAt(1 / STEP);
  find(".whole").onclick = () => zoomAt(1 / look.zoom);
  new ResizeObserver(() => data && fit()).observe(root);
  return look;
}
