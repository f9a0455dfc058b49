// Where a page goes on to its next step: bring that step into view and into a screen reader's focus.
const LOOK_MS = 60;
const LOOKS = 100;
const DRAWN = "[data-testid=stApp][data-test-script-state=notRunning]";
const HEADINGS = "[data-testid=stMain] :is(h2, h3, h4)";

const arrive = (looks) => {
  if (looks > 0 && !document.querySelector(DRAWN)) {
    setTimeout(arrive, LOOK_MS, looks - 1);
    return;
  }
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  const heading = document.querySelector(HEADINGS) ?? document.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
};

export default ({ data }) => {
  const page = document.documentElement;
  const before = page.dataset.step ?? "";
  page.dataset.step = data;
  const isNext = before !== data && before.split("/")[0] === data.split("/")[0];
  if (isNext) setTimeout(arrive, LOOK_MS, LOOKS);
};
