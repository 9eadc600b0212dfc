// Draws each <figure data-chart> from the JSON beside it. Without this script the table stays.
// Colours come from the tokens, so a chart follows the theme; tooltips are text, never HTML.
"use strict";

(function () {
  const drawn = new Map();

  function tokens() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue("--" + name).trim();
    return {
      colour,
      series: [1, 2, 3, 4, 5].map((n) => colour("series-" + n)),
      risk: [null, 1, 2, 3].map((n) => n && colour("risk-" + n + "-fill")),
      font: getComputedStyle(document.body).fontFamily,
      size: Math.max(12, Math.round(parseFloat(getComputedStyle(document.body).fontSize) * 0.857)),
    };
  }

  function written(value, data) {
    if (value === null || value === undefined || value === "-") return "—";
    const fixed = Number(value).toFixed(data.digits);
    const [whole, rest] = fixed.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f").replace("-", "−");
    return grouped + (rest ? "." + rest : "") + (data.unit ? "\u202f" + data.unit : "");
  }

  function axisLabel(value) {
    if (Math.abs(value) >= 1e8) return value / 1e8 + "亿";
    if (Math.abs(value) >= 1e4) return value / 1e4 + "万";
    return String(value);
  }

  function one(series, place, data, look) {
    const line = data.kind === "line";
    const pyramid = data.kind === "pyramid";
    const colour = look.risk[series.level] || look.series[place % look.series.length];
    return {
      name: series.name,
      type: line ? "line" : "bar",
      // men to the left: drawn as negative, always written as they are
      data: pyramid && place === 0 ? series.values.map((value) => -value) : series.values,
      stack: data.kind === "stacked" || pyramid ? "all" : undefined,
      color: colour,
      barMaxWidth: 28,
      symbol: ["circle", "rect", "triangle", "diamond", "roundRect"][place % 5],
      symbolSize: 7,
      lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][place % 3] },
      label: {
        show: data.series.length === 1 && data.categories.length <= 12,
        position: data.kind === "ranked" ? "right" : "top",
        formatter: (point) => written(point.value, { ...data, unit: "" }),
        color: look.colour("text"),
        fontSize: look.size,
      },
      itemStyle: { borderColor: look.colour("surface"), borderWidth: data.kind === "stacked" ? 1 : 0 },
    };
  }

  function option(data) {
    const look = tokens();
    const text = { color: look.colour("text-quiet"), fontSize: look.size, fontFamily: look.font };
    const pyramid = data.kind === "pyramid";
    const lying = data.kind === "ranked" || pyramid;
    const names = {
      type: "category",
      data: data.categories,
      inverse: lying && !pyramid,
      axisLabel: { ...text, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.colour("line-strong") } },
    };
    const values = {
      type: "value",
      axisLabel: { ...text, formatter: (value) => axisLabel(pyramid ? Math.abs(value) : value) },
      splitLine: { lineStyle: { color: look.colour("line") } },
      splitNumber: 4,
      show: !(lying && data.series.length === 1),
    };
    return {
      animation: false,
      textStyle: text,
      grid: { left: 4, right: lying ? 48 : 8, top: data.series.length > 1 ? 36 : 24, bottom: 4, containLabel: true },
      legend: data.series.length > 1 ? { type: "scroll", top: 0, left: 0, right: 0, itemWidth: 16, textStyle: { ...text, color: look.colour("text") } } : undefined,
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        axisPointer: { type: data.kind === "line" ? "line" : "shadow" },
        backgroundColor: look.colour("surface"),
        borderColor: look.colour("line-strong"),
        textStyle: { ...text, color: look.colour("text") },
        valueFormatter: (value) => written(pyramid ? Math.abs(value) : value, data),
      },
      xAxis: lying ? values : names,
      yAxis: lying ? names : values,
      series: data.series.map((series, place) => one(series, place, data, look)),
    };
  }

  function draw(figure) {
    const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    figure.classList.add("is-drawn");
    const plot = figure.querySelector(".chart-plot");
    const old = drawn.get(figure);
    const chart = old || window.echarts.init(plot, null, { renderer: "canvas" });
    chart.setOption(option(data), true);
    drawn.set(figure, chart);
  }

  function drawAll(part) {
    const figures = part.matches && part.matches("[data-chart]") ? [part] : part.querySelectorAll("[data-chart]");
    figures.forEach(draw);
  }

  function start() {
    drawAll(document);
    document.addEventListener("htmx:load", (event) => {
      if (event.detail.elt !== document.body) drawAll(event.detail.elt);
    });
    document.addEventListener("shouwang:theme", () => drawn.forEach((chart, figure) => draw(figure)));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((chart, figure) => draw(figure)));
    window.addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
