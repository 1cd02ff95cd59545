"use strict";

/** Viridis, from small to large. */
const VIRIDIS = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"];

/** A number as people write it: 0.0123, 4.7, 1,234, 1.2e+6. */
function numberText(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1).replace("e+", "e");
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

/** Where a value lies on a scale, from 0 to 1. */
function shareOf(scale, value) {
  const along = scale.logarithmic ? Math.log : (x) => x;
  const low = along(scale.smallest);
  return Math.min(1, Math.max(0, (along(value) - low) / (along(scale.largest) - low)));
}

/** The value at a share of a scale. */
function valueAt(scale, share) {
  return scale.logarithmic
    ? scale.smallest * Math.pow(scale.largest / scale.smallest, share)
    : scale.smallest + share * (scale.largest - scale.smallest);
}

/** Red, green and blue of a share of the colours. */
function colourAt(share) {
  const place = share * (VIRIDIS.length - 1);
  const left = Math.min(VIRIDIS.length - 2, Math.floor(place));
  const part = (colour, i) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  return [0, 1, 2].map((i) =>
    Math.round(part(VIRIDIS[left], i) + (place - left) * (part(VIRIDIS[left + 1], i) - part(VIRIDIS[left], i))));
}

/** Black or white, whichever is read better on a colour. */
function inkOn(rgb) {
  return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] > 140 ? "#000000" : "#ffffff";
}

/** The colours of a scale with their values. */
function drawScale(place) {
  const scale = JSON.parse(place.dataset.scale);
  const name = document.createElement("span");
  name.textContent = scale.title + (scale.logarithmic ? ", logarithmic" : "");
  const colours = document.createElement("div");
  colours.className = "colours";
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.style.background = "linear-gradient(to right," + VIRIDIS.join(",") + ")";
  const ticks = document.createElement("div");
  ticks.className = "ticks";
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const tick = document.createElement("span");
    tick.textContent = numberText(valueAt(scale, share));
    ticks.append(tick);
  }
  colours.append(bar, ticks);
  place.append(name, colours);
}
