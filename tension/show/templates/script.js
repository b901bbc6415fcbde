"use strict";
document.documentElement.classList.add("js");
for (const table of document.querySelectorAll("table[data-sort]")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
      const number = head.classList.contains("n");
      const rows = [...body.rows].sort((one, other) => {
        const [a, b] = falling ? [key(other), key(one)] : [key(one), key(other)];
        if (!number) return a.localeCompare(b);
        const [x, y] = [Number(a), Number(b)];
        if (Number.isNaN(x) || Number.isNaN(y)) {
          const last = Number.isNaN(x) - Number.isNaN(y);  // what has no number stands last, either way
          return falling ? -last : last;
        }
        return x - y;
      });
      body.append(...rows);
    });
  });
  const field = document.querySelector(`input[data-filter="${table.id}"]`);
  const told = document.getElementById(`${table.id}-shown`);
  field?.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    let shown = 0;
    for (const row of body.rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      shown += !row.hidden;
    }
    told.textContent = `${shown} of ${body.rows.length} shown`;
  });
}
