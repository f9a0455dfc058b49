const two = (number) => String(number).padStart(2, "0");
const say = (seconds) => `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;

export default function ({ data, parentElement }) {
  const clock = parentElement.querySelector(".clock");
  if (clock.dataset.server !== String(data.server_ms)) {
    // How far this device's own clock is off, taken once for each answer of the server.
    clock.dataset.server = data.server_ms;
    clock.dataset.ahead = Date.now() - data.server_ms;
  }
  const show = () => {
    const passed = Date.now() - Number(clock.dataset.ahead) - data.start_ms;
    if (data.lasts_ms === null) {
      clock.textContent = say(Math.max(0, Math.floor(passed / 1000)));
      return;
    }
    const left = Math.min(data.lasts_ms, data.lasts_ms - passed);
    clock.textContent = left > 0 ? say(Math.ceil(left / 1000)) : data.over;
  };
  show();
  const ticking = setInterval(show, 200);
  return () => clearInterval(ticking);
}
