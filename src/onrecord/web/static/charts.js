"use strict";
// Draws the chart from the figures at its address; the table on the page around says the same.
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
const box = document.getElementById("chart");
const at = box.dataset.chart;
// A mark leads to its evidence on the page around, not within this frame.
window.open = (address) => { top.location.href = new URL(address, location.origin).href; };
fetch(at + (at.includes("?") ? "&" : "?") + "theme=" + (dark ? "dark" : "light"))
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
  .then(({ figure }) => figure && Bokeh.embed.embed_item(figure, box))
  .then(() => document.body.classList.add("drawn"))
  .catch((error) => { box.textContent = "The chart cannot be drawn; the table holds the same. (" + error.message + ")"; });
