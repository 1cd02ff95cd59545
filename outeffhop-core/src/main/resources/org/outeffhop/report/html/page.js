"use strict";

const figures = JSON.parse(document.getElementById("figures").textContent);
const charts = [];
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
let chosen = null;

function look() {
  const style = getComputedStyle(root);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  return { name: root.dataset.look, paper: colour("paper"), ink: colour("ink"), faint: colour("faint"), line: colour("line") };
}

function draw(one, with_) {
  const width = one.place.clientWidth;
  one.chart.setOption(OPTIONS[one.figure.drawing.kind](one.figure.drawing, with_, width < 420, one.figure.scale), true);
}

function show(name) {
  root.dataset.look = name;
  document.getElementById("look").textContent = name === "dark" ? "Light" : "Dark";
  const now = look();
  charts.forEach((one) => draw(one, now));
}

function fit() {
  const now = look();
  charts.forEach((one) => {
    one.chart.resize();
    draw(one, now);
  });
}

/** Numbers by value, with what stands before and behind them left out; the rest as text. */
function sortKey(cell) {
  const text = cell.textContent.trim();
  const number = /^[^0-9+\-]{0,2}([+-]?[0-9][0-9,]*(\.[0-9]+)?(e[+-]?[0-9]+)?)/i.exec(text);
  return { number: number ? Number(number[1].replaceAll(",", "")) : null, text };
}

function compareKeys(a, b) {
  if (a.number !== null && b.number !== null) return a.number - b.number;
  if ((a.number === null) !== (b.number === null)) return a.number === null ? 1 : -1;
  return a.text.localeCompare(b.text, "en");
}

function sortBy(table, column) {
  const heads = [...table.tHead.rows[0].cells];
  const rising = heads[column].getAttribute("aria-sort") !== "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", rising ? "ascending" : "descending");
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, key: sortKey(row.cells[column]) }));
  rows.sort((a, b) => (rising ? 1 : -1) * compareKeys(a.key, b.key));
  table.tBodies[0].append(...rows.map((one) => one.row));
}

document.querySelectorAll(".scale").forEach(drawScale);
document.querySelectorAll("table").forEach((table) =>
  [...table.tHead.rows[0].cells].forEach((head, column) =>
    head.firstElementChild.addEventListener("click", () => sortBy(table, column))));
root.dataset.look = dark.matches ? "dark" : "light";
document.querySelectorAll(".chart").forEach((place) => {
  const figure = figures[Number(place.dataset.figure)];
  place.style.height = heightOf(figure.drawing) + "px";
  charts.push({ place, figure, chart: echarts.init(place, null, { renderer: "svg" }) });
});
figures.filter((one) => one.drawing.kind === "lines").forEach((one) =>
  one.drawing.chart.series.forEach((series) => seriesStyle(series.name, look())));
show(root.dataset.look);
document.getElementById("look").addEventListener("click", () => {
  chosen = root.dataset.look === "dark" ? "light" : "dark";
  show(chosen);
});
dark.addEventListener("change", () => {
  if (chosen === null) show(dark.matches ? "dark" : "light");
});
let resizing = 0;
new ResizeObserver(() => {
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(fit);
}).observe(document.querySelector("main"));
window.addEventListener("beforeprint", () => {
  root.dataset.look = "light";
  fit();
  document.querySelectorAll(".chart svg").forEach((svg) =>
    svg.setAttribute("viewBox", "0 0 " + svg.width.baseVal.value + " " + svg.height.baseVal.value));
});
window.addEventListener("afterprint", () => {
  root.dataset.look = chosen ?? (dark.matches ? "dark" : "light");
  fit();
});
