// The camera: small frames go to be judged, one at a time; the photo goes the same way, byte for
// byte as the camera gave it. Which side is taken, is settled when the shutter is released.
const FRAME_PX = 768, EVERY_MS = 500, TOLD_EVERY_MS = 2500, FRAME_QUALITY = 0.85, PHOTO_QUALITY = 0.97;
const OVER = [401, 404, 410]; // locked, a phone that was revoked, a sitting that is over
const TONES = { well: [[880, 0.06]], not: [[240, 0.12]], taken: [[660, 0.12], [990, 0.2]], tick: [[520, 0.06]] };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".camera");
  root.look ??= begin(root);
  root.look.save = () => setTriggerValue("save", Date.now());
  root.look.show(data);
}

function begin(root) {
  const find = (selector) => root.querySelector(selector);
  const video = find("video"), look = { show };
  let data, stream, track, full, facing = "user", run = 0, side = null, ear, toldAt = 0;
  let itself = true, under = true, sound = false, isTaking = false, saved = 0;
  const taken = new Map(); // by side: address of a small or the own picture, hint, well

  function show(given) {
    const isOther = given.secret !== data?.secret;
    data = given;
    root.lang = data.language;
    root.hidden = false;
    if (isOther) {
      stop();
      taken.clear();
      side = null;
      itself = data.judged;
    }
    for (const [name, one] of Object.entries(data.taken)) if (!taken.has(name)) taken.set(name, one);
    if (data.saved !== saved) for (const name of [...taken.keys()]) if (!data.taken[name]) forget(name);
    saved = data.saved;
    find(".save").disabled = false;
    for (const name of ["start", "shoot", "flip", "close"]) find(`.${name}`).textContent = data.words[name];
    for (const name of ["itself", "under", "sound", "helper"]) find(`.${name}`).textContent = data.words[name];
    find(".timer span").textContent = data.words.timer;
    find(".timer option").textContent = data.words.off;
    find(".file span").textContent = data.words.file;
    draw();
  }

  const isOn = () => Boolean(stream);
  const at = () => data.sides.find((one) => one.name === side);
  const nextSide = () => data.sides.find((one) => !taken.has(one.name))?.name ?? null;

  function draw() {
    find(".stage").hidden = find(".steer").hidden = !isOn();
    find(".start").hidden = isOn() || (!nextSide() && !side);
    find(".file").hidden = !isOn() && !side && !nextSide();
    find(".shoot").disabled = isTaking;
    find(".itself").hidden = !data.judged;
    find(".under").hidden = !at()?.ghost;
    find(".outline").style.display = data.judged ? "" : "none";
    root.dataset.facing = facing;
    press(".itself", itself);
    press(".under", under);
    press(".sound", sound);
    press(".helper", root.dataset.helper === "yes");
    const ghost = at()?.ghost, shows = isOn() && under && ghost;
    find(".ghost").hidden = !shows;
    if (shows && find(".ghost").src !== ghost) find(".ghost").src = ghost;
    const wanted = side ?? nextSide(), one = data.sides.find((each) => each.name === wanted);
    find(".how").textContent = one && (isOn() || taken.size === 0)
      ? `${one.words}. ${root.dataset.helper === "yes" ? data.words.helping : one.how}` : "";
    find(".file input").setAttribute("capture", facing);
    find(".review").textContent = taken.size ? data.words.review : "";
    find(".sides").replaceChildren(...data.sides.map(sideItem));
    const save = find(".save");
    save.hidden = !taken.size;
    save.textContent = data.words.save[Math.min(taken.size, data.words.save.length) - 1] ?? "";
  }

  function press(selector, isPressed) {
    find(selector).setAttribute("aria-pressed", isPressed);
  }

  function sideItem(one) {
    const item = document.createElement("li"), button = document.createElement("button");
    const words = document.createElement("span"), state = document.createElement("small");
    const has = taken.get(one.name);
    button.type = "button";
    button.dataset.name = one.name;
    if (has) button.append(Object.assign(document.createElement("img"), { src: has.picture, alt: "" }));
    words.textContent = one.words;
    state.textContent = has ? data.words.again : data.words.due;
    button.append(words, state);
    if (isOn() && one.name === side) button.setAttribute("aria-current", "step");
    button.onclick = () => start(one.name);
    item.append(button);
    if (has && !has.well) item.append(Object.assign(document.createElement("p"), { textContent: has.hint }));
    return item;
  }

  function say(text, { isTold = false } = {}) {
    find(".said").textContent = text;
    const told = find(".told"), now = performance.now();
    if (told.textContent === text || (!isTold && now - toldAt < TOLD_EVERY_MS)) return;
    told.textContent = text; // read out: not more often than it can be listened to
    toldAt = now;
  }

  function complain(text) {
    find(".wrong").textContent = text;
    find(".wrong").hidden = !text;
  }

  function play(name) {
    if (!sound || !ear) return;
    let when = ear.currentTime;
    for (const [pitch, length] of TONES[name]) {
      const tone = ear.createOscillator(), loudness = ear.createGain();
      tone.frequency.value = pitch;
      loudness.gain.value = 0.15;
      tone.connect(loudness).connect(ear.destination);
      tone.start(when);
      tone.stop((when += length));
    }
  }

  async function start(name) {
    side = name ?? nextSide();
    complain("");
    if (isOn()) return restart();
    ear ??= new AudioContext();
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "SecurityError");
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: film("ImageCapture" in window) });
    } catch (error) {
      stream = null;
      const words = { NotAllowedError: "denied", SecurityError: "insecure" }[error.name] ?? "absent";
      complain(data.words[words]);
      return draw();
    }
    if (!root.isConnected) return stop();
    [track] = stream.getVideoTracks();
    track.onended = () => (stop(), draw());
    video.srcObject = stream;
    await video.play().catch(() => {});
    full = await fullSize();
    const [width, height] = [video.videoWidth || 3, video.videoHeight || 4];
    find(".stage").style.aspectRatio = `${width} / ${height}`;
    find(".stage").style.maxWidth = `calc(72vh * ${width / height})`;
    restart();
  }

  // A large film is asked for only where the photo is taken from it: it costs a phone much.
  const film = (isSmall) => ({
    facingMode: facing,
    resizeMode: "none", // else the browser cuts off what does not fit
    width: { ideal: isSmall ? 1600 : 4096 },
    height: { ideal: isSmall ? 1200 : 3072 },
  });

  function stop() {
    run += 1;
    stream?.getTracks().forEach((one) => one.stop());
    stream = track = null;
    video.srcObject = null;
  }

  function restart() {
    run += 1;
    draw();
    say(at().how, { isTold: true });
    if (data.judged) watch(run);
  }

  // The sensor's full size where the browser gives it. Some take photos from the film, and say so
  // only by a film that can be larger than their photos.
  async function fullSize() {
    const can = await capabilities(), film = track.getCapabilities?.() ?? {};
    if (!can || (film.width?.max ?? 0) > can.width) {
      await track.applyConstraints({ ...filmAt(film), resizeMode: "none" }).catch(() => {});
      await pause(0);
      return { width: video.videoWidth, height: video.videoHeight, isSensor: Boolean(can) };
    }
    return { ...can, isSensor: true, asked: { imageWidth: can.width, imageHeight: can.height } };
  }

  const filmAt = ({ width, height }) => ({ width: { ideal: width?.max ?? 4096 }, height: { ideal: height?.max ?? 3072 } });

  async function capabilities() {
    try {
      const { imageWidth, imageHeight } = await new ImageCapture(track).getPhotoCapabilities();
      return imageWidth?.max && imageHeight?.max ? { width: imageWidth.max, height: imageHeight.max } : null;
    } catch {
      return null;
    }
  }

  function drawn(most, quality) {
    const scale = Math.min(1, most / Math.max(video.videoWidth, video.videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob((blob) => done({ blob, canvas }), "image/jpeg", quality));
  }

  // Sides are compared by length: a phone held upright swaps those of the film, not the sensor's.
  function enlarged(canvas) {
    const sorted = (one) => [one.width, one.height].sort((a, b) => a - b);
    const [photo, frame] = [sorted(full), sorted(canvas)];
    return Math.max(1, Math.min(photo[0] / frame[0], photo[1] / frame[1]));
  }

  async function send(kind, asked, body) {
    const answer = await fetch(`/camera/${kind}?${new URLSearchParams(asked)}`, {
      method: "POST", headers: { sitting: data.secret }, body,
    });
    if (OVER.includes(answer.status)) {
      stop();
      [...taken.keys()].forEach(forget);
      complain(data.words.gone);
      draw();
    }
    return answer.ok ? answer.json() : { status: answer.status };
  }

  // One frame is under way at most: the next one is taken when the answer is here.
  async function watch(own) {
    while (own === run && isOn()) {
      if (!root.isConnected) return stop();
      const begun = performance.now();
      if (!document.hidden && !isTaking && video.videoWidth) await judge(own, begun);
      await pause(Math.max(0, EVERY_MS - (performance.now() - begun)));
    }
  }

  async function judge(own, begun) {
    const wanted = side;
    try {
      const { blob, canvas } = await drawn(FRAME_PX, FRAME_QUALITY);
      const found = await send("frame", { side: wanted, enlarged: enlarged(canvas).toFixed(3) }, blob);
      if (own !== run || isTaking || found.status) return;
      root.dataset.well = found.well ? "yes" : "no";
      say(found.hint);
      play(found.well ? "well" : "not");
      performance.measure("camera-hint", { start: begun, end: performance.now() });
      performance.clearMeasures("camera-hint");
      if (found.releases && itself) await shoot(true);
    } catch {
      if (own === run) say(data.words.lost);
    }
  }

  async function shoot(byItself) {
    if (isTaking || !isOn()) return;
    isTaking = true;
    draw();
    try {
      if (!byItself) await countDown(Number(find(".timer select").value));
      if (isOn()) await keep(side, await photo(), byItself);
    } catch {
      complain(data.words.failed);
    }
    isTaking = false;
    draw();
  }

  async function countDown(seconds) {
    for (let left = seconds; left > 0 && isOn(); left -= 1) {
      find(".count").textContent = left;
      play("tick");
      await pause(1000);
    }
    find(".count").textContent = "";
  }

  async function photo() {
    if (full.isSensor) {
      try {
        return await new ImageCapture(track).takePhoto(full.asked);
      } catch {
        full = { width: video.videoWidth, height: video.videoHeight }; // the film's, from now on
      }
    }
    return (await drawn(Infinity, PHOTO_QUALITY)).blob;
  }

  async function keep(name, blob, byItself) {
    const found = await send("photo", { side: name, by_itself: byItself ? "yes" : "no" }, blob);
    if (found.status) return OVER.includes(found.status) || complain(data.words.failed);
    say(found.hint, { isTold: true });
    if (!found.kept) return byItself ? play("not") : complain(found.hint);
    play("taken");
    complain("");
    forget(name);
    taken.set(name, { picture: URL.createObjectURL(blob), hint: found.hint, well: found.well });
    side = nextSide();
    if (side && isOn()) return restart();
    stop();
    draw();
    if (!side) find(".review").focus();
  }

  function forget(name) {
    const picture = taken.get(name)?.picture;
    if (picture?.startsWith("blob:")) URL.revokeObjectURL(picture);
    taken.delete(name);
  }

  find(".start").onclick = () => start();
  find(".shoot").onclick = () => shoot(false);
  find(".close").onclick = () => {
    stop();
    side = null;
    draw();
  };
  find(".itself").onclick = () => ((itself = !itself), draw());
  find(".under").onclick = () => ((under = !under), draw());
  find(".sound").onclick = () => ((sound = !sound), draw());
  find(".flip").onclick = () => face(facing === "user" ? "environment" : "user");
  find(".helper").onclick = () => {
    const helps = root.dataset.helper !== "yes";
    root.dataset.helper = helps ? "yes" : "no";
    face(helps ? "environment" : "user");
  };
  find(".file input").onchange = async (event) => {
    const [file] = event.target.files, name = side ?? nextSide();
    event.target.value = "";
    if (file && name) await keep(name, file, false).catch(() => complain(data.words.failed));
  };
  find(".save").onclick = () => {
    stop();
    side = null;
    find(".save").disabled = true;
    look.save();
  };
  window.addEventListener("pagehide", stop);

  function face(which) {
    facing = which;
    sound = facing === "environment"; // what cannot be read is heard
    const name = side;
    stop();
    start(name);
  }
  return look;
}
