"use strict";

/** Okabe and Ito's colours, made lighter on a dark page. */
const COLOURS = {
  light: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b37400", "#56b4e9", "#000000"],
  dark: ["#56b4e9", "#ff8c3a", "#2fc79b", "#e29bc4", "#f0c419", "#8fa8ff", "#ffffff"],
};
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect"];
const DASHES = ["solid", "dashed", "dotted"];

/** The number of a series by its name: the same in all charts of the page. */
const seriesNumbers = new Map();

function seriesStyle(name, look) {
  if (!seriesNumbers.has(name)) seriesNumbers.set(name, seriesNumbers.size);
  const number = seriesNumbers.get(name);
  const colours = COLOURS[look.name];
  return {
    colour: colours[number % colours.length],
    symbol: SYMBOLS[number % SYMBOLS.length],
    dash: DASHES[Math.floor(number / colours.length) % DASHES.length],
  };
}

function axisStyle(look, narrow, text = numberText) {
  return {
    nameLocation: "middle",
    nameTextStyle: { color: look.ink, fontSize: 12 },
    axisLine: { show: true, onZero: false, lineStyle: { color: look.faint } },
    axisTick: { show: true },
    axisLabel: { color: look.ink, fontSize: narrow ? 10 : 11, formatter: text, hideOverlap: true },
    splitLine: { lineStyle: { color: look.line } },
  };
}

function base(look) {
  return {
    animation: false,
    backgroundColor: "transparent",
    aria: { enabled: true },
    textStyle: { color: look.ink, fontFamily: "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" },
    tooltip: {
      confine: true,
      backgroundColor: look.paper,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 12 },
    },
  };
}

/** The title of the upright axis stands above it, where it is never cut. */
const ABOVE = { nameLocation: "end", nameGap: 10 };

function above(look) {
  return Object.assign({}, ABOVE, { nameTextStyle: { color: look.ink, fontSize: 12, align: "left", padding: [0, 0, 0, -14] } });
}

/** The room around a drawing: for a legend, the title above the axis, and that below. */
function room(names, bottom) {
  return { left: 10, right: 18, top: names.length > 1 ? 52 : 28, bottom, containLabel: true };
}

function legend(names, look) {
  return { show: names.length > 1, type: "scroll", top: 0, data: names, textStyle: { color: look.ink },
    pageTextStyle: { color: look.ink }, pageIconColor: look.ink, pageIconInactiveColor: look.line };
}

function valueAxis(axis, look, narrow, gap, text) {
  const bound = (value) => (typeof value === "number" ? value : undefined);
  return Object.assign(axisStyle(look, narrow, text), {
    type: axis.logarithmic ? "log" : "value",
    name: axis.title,
    nameGap: gap,
    min: bound(axis.smallest),
    max: bound(axis.largest),
    scale: true,
  });
}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** Labels for an axis over these values: where they lie close together, with the digits that tell ticks apart. */
function tickText(values) {
  const shown = values.filter(isNumber);
  const range = Math.max(...shown) - Math.min(...shown);
  if (!(range > 0) || range > Math.max(...shown.map(Math.abs)) / 20) return numberText;
  const decimals = Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(range))));
  return (value) => value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

const least = (points) => Math.min(...points.map((p) => p.low));
const most = (points) => Math.max(...points.map((p) => p.high));

/** The intervals of a series, which the axis has room for. */
function band(series, style) {
  const points = series.points.filter((p) => isNumber(p.low) && isNumber(p.high) && p.low < p.high);
  if (points.length === 0) return [];
  const line = series.mark !== "POINTS";
  return [{
    type: "custom",
    name: series.name,
    silent: true,
    clip: true,
    z: 1,
    data: line ? [[points[0].x, points[0].y, least(points), most(points)]] : points.map((p) => [p.x, p.y, p.low, p.high]),
    encode: { x: 0, y: [1, 2, 3], tooltip: 1 },
    renderItem: (params, api) => {
      if (line) {
        const upper = points.map((p) => api.coord([p.x, p.high]));
        const lower = points.map((p) => api.coord([p.x, p.low])).reverse();
        return { type: "polygon", shape: { points: upper.concat(lower) }, style: { fill: style.colour, opacity: 0.18 } };
      }
      const p = points[params.dataIndex];
      const [x, low] = api.coord([p.x, p.low]);
      const high = api.coord([p.x, p.high])[1];
      return { type: "line", shape: { x1: x, y1: low, x2: x, y2: high }, style: { stroke: style.colour, lineWidth: 1.5 } };
    },
  }];
}

function linesOption(drawing, look, narrow) {
  const chart = drawing.chart;
  const shows = (axis, value) => isNumber(value) && (!axis.logarithmic || value > 0);
  const series = chart.series.flatMap((one) => {
    const style = seriesStyle(one.name, look);
    const points = one.points.map((p) => [shows(chart.x, p.x) ? p.x : null, shows(chart.y, p.y) ? p.y : null]);
    const drawn = {
      name: one.name,
      type: one.mark === "POINTS" ? "scatter" : "line",
      z: 3,
      data: points,
      symbol: one.mark === "DASHED" ? "none" : style.symbol,
      symbolSize: one.mark === "POINTS" ? 9 : 5,
      showSymbol: one.points.length <= 30,
      itemStyle: { color: style.colour },
      lineStyle: { color: style.colour, width: 2, type: one.mark === "DASHED" ? "dashed" : style.dash },
    };
    return [drawn].concat(band(one, style));
  });
  const names = chart.series.map((one) => one.name);
  const text = chart.y.logarithmic ? numberText : tickText(chart.series.flatMap((one) => one.points.map((p) => p.y)));
  return Object.assign(base(look), {
    legend: legend(names, look),
    grid: room(names, 26),
    tooltip: Object.assign(base(look).tooltip, {
      trigger: chart.series.every((one) => one.mark === "POINTS") ? "item" : "axis",
      valueFormatter: (value) => numberText(Array.isArray(value) ? value[1] : value),
    }),
    xAxis: valueAxis(chart.x, look, narrow, 26),
    yAxis: Object.assign(valueAxis(chart.y, look, narrow, 10, text), above(look)),
    series,
  });
}

function heatMapOption(drawing, look, narrow, scale) {
  const cells = [];
  drawing.values.forEach((row, y) => row.forEach((value, x) => {
    if (!isNumber(value) || (scale.logarithmic && value <= 0)) return;
    const rgb = colourAt(shareOf(scale, value));
    cells.push({ value: [x, y, value], itemStyle: { color: "rgb(" + rgb.join(",") + ")" }, label: { color: inkOn(rgb) } });
  }));
  const names = (list, extra) => Object.assign(axisStyle(look, narrow), {
    type: "category", data: list, splitLine: { show: false }, axisTick: { show: false },
    axisLabel: Object.assign({ color: look.ink, fontSize: narrow ? 9 : 10 }, extra),
  });
  const many = drawing.xNames.length > 16;
  const longest = Math.max(...drawing.xNames.map((name) => name.length));
  return Object.assign(base(look), {
    grid: { left: 20, right: 10, top: 24, bottom: 26, containLabel: true },
    tooltip: Object.assign(base(look).tooltip, {
      formatter: (p) => echarts.format.encodeHTML(
        drawing.yTitle + " " + drawing.yNames[p.value[1]] + ", " + drawing.xTitle + " " + drawing.xNames[p.value[0]])
        + "<br><b>" + numberText(p.value[2]) + "</b>",
    }),
    xAxis: Object.assign(names(drawing.xNames, { rotate: many ? 90 : 0, interval: many && narrow ? "auto" : 0, hideOverlap: false }),
      { name: drawing.xTitle, nameGap: many ? 14 + 5 * Math.min(longest, 12) : 24 }),
    yAxis: Object.assign(names(drawing.yNames, { width: narrow ? 96 : 130, overflow: "truncate", interval: 0 }),
      above(look), { name: drawing.yTitle, nameLocation: "start", inverse: true }),
    series: [{
      type: "heatmap",
      data: cells,
      itemStyle: { borderColor: look.paper, borderWidth: many ? 0 : 1 },
      label: { show: drawing.numbers, fontSize: narrow ? 8 : 9, formatter: (p) => numberText(p.value[2]) },
      emphasis: { itemStyle: { borderColor: look.ink, borderWidth: 1 } },
    }],
  });
}

function categories(drawing, look, narrow) {
  const turned = drawing.categories.join("").length > (narrow ? 30 : 45);
  return Object.assign(axisStyle(look, narrow), {
    type: "category", data: drawing.categories,
    axisLabel: { color: look.ink, fontSize: narrow ? 10 : 11, interval: 0, rotate: turned ? 35 : 0, width: 110, overflow: "truncate" },
  });
}

/** Dots of a category beside one another, those of one series under one another. */
function dotsOption(drawing, look, narrow) {
  const names = drawing.series.map((one) => one.name);
  const side = (index) => (index - (names.length - 1) / 2) * 14;
  return Object.assign(base(look), {
    legend: legend(names, look),
    grid: room(names, 8),
    tooltip: Object.assign(base(look).tooltip, {
      formatter: (p) => echarts.format.encodeHTML(p.seriesName + ", " + drawing.categories[p.value[0]]) + "<br><b>" + numberText(p.value[1]) + "</b>",
    }),
    xAxis: categories(drawing, look, narrow),
    yAxis: Object.assign(axisStyle(look, narrow, tickText(drawing.series.flatMap((one) => one.values.flat()))),
      { type: "value", scale: true, name: drawing.yTitle }, above(look)),
    series: drawing.series.map((one, index) => {
      const style = seriesStyle(one.name, look);
      return {
        name: one.name, type: "scatter", symbol: style.symbol, symbolSize: 10, symbolOffset: [side(index), 0],
        itemStyle: { color: style.colour, opacity: 0.85 },
        data: one.values.flatMap((values, category) => values.filter(isNumber).map((value) => [category, value])),
      };
    }),
  });
}

function barsOption(drawing, look, narrow) {
  const names = drawing.series.map((one) => one.name);
  return Object.assign(base(look), {
    legend: legend(names, look),
    grid: room(names, 8),
    tooltip: Object.assign(base(look).tooltip, { trigger: "axis", valueFormatter: numberText }),
    xAxis: categories(drawing, look, narrow),
    yAxis: Object.assign(axisStyle(look, narrow), { type: "value", name: drawing.yTitle }, above(look)),
    series: drawing.series.map((one) => {
      const style = seriesStyle(one.name, look);
      return { name: one.name, type: "bar", itemStyle: { color: style.colour }, data: one.values.map((v) => (isNumber(v) ? v : null)) };
    }),
  });
}

/** An axis whose ends are no round numbers: they have no labels, which would touch their neighbours'. */
function withoutEnds(axis) {
  return Object.assign(axis, { axisLabel: Object.assign(axis.axisLabel, { showMinLabel: false, showMaxLabel: false }) });
}

function histogramOption(drawing, look, narrow) {
  const bars = drawing.counts.map((count, i) => [drawing.edges[i], drawing.edges[i + 1], count]).filter((bar) => bar[2] > 0);
  const colour = COLOURS[look.name][0];
  const comb = COLOURS[look.name][1];
  const all = drawing.edges.concat(drawing.grid);
  return Object.assign(base(look), {
    grid: room([], 26),
    tooltip: Object.assign(base(look).tooltip, {
      formatter: (p) => p.seriesIndex === 0
        ? numberText(p.value[0]) + " to " + numberText(p.value[1]) + "<br><b>" + numberText(p.value[2]) + "</b> values"
        : "level " + numberText(p.value[0]),
    }),
    xAxis: withoutEnds(valueAxis({ title: drawing.xTitle, smallest: Math.min(...all), largest: Math.max(...all) }, look, narrow, 26)),
    yAxis: Object.assign(valueAxis({ title: "number of values", logarithmic: true, smallest: 0.5 }, look, narrow, 10), above(look), { scale: false }),
    series: [
      {
        type: "custom", clip: true, data: bars, encode: { x: [0, 1], y: 2 },
        renderItem: (params, api) => {
          const [left, top] = api.coord([api.value(0), api.value(2)]);
          const [right, bottom] = api.coord([api.value(1), 0.5]);
          return { type: "rect", shape: { x: left, y: top, width: Math.max(1, right - left), height: bottom - top }, style: { fill: colour } };
        },
      },
      {
        type: "custom", clip: true, data: drawing.grid.map((level) => [level, 0.5]), encode: { x: 0, y: 1 },
        renderItem: (params, api) => {
          const [x, y] = api.coord([api.value(0), 0.5]);
          return { type: "line", shape: { x1: x, y1: y, x2: x, y2: y - 12 }, style: { stroke: comb, lineWidth: 1 } };
        },
      },
    ],
  });
}

const OPTIONS = { lines: linesOption, "heat-map": heatMapOption, bars: barsOption, dots: dotsOption, histogram: histogramOption };

/** The height of a drawing in pixels, by what is in it. */
function heightOf(drawing) {
  return drawing.kind === "heat-map" ? Math.max(140, 70 + 22 * Math.min(drawing.yNames.length, 20)) : 320;
}
