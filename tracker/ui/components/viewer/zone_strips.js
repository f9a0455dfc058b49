// Each zone over the days in one row. A cell holds a day's picture with its own day and value.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".strips");
  root.lang = data.language;
  root.replaceChildren(...data.rows.flatMap(({ zone, cells }) => {
    const title = document.createElement("h4"), days = document.createElement("ul");
    title.textContent = zone;
    days.className = "days";
    days.tabIndex = 0; // a keyboard scrolls it
    days.setAttribute("aria-label", zone);
    days.append(...cells.map((cell) => {
      const item = document.createElement("li"), picture = document.createElement("img");
      picture.src = cell.picture;
      picture.width = cell.width;
      picture.alt = `${zone}, ${cell.day}`;
      item.append(picture, ...[cell.day, cell.value].map((words) => {
        const line = document.createElement("span");
        line.textContent = words;
        return line;
      }));
      return item;
    }));
    return [title, days];
  }));
}
