"use strict";
// Draws each chart from the figures at its address; without this the table below says the same.
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
for (const box of document.querySelectorAll("[data-chart]")) {
  const at = box.dataset.chart;
  fetch(at + (at.includes("?") ? "&" : "?") + "theme=" + (dark ? "dark" : "light"))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .then(({ figure }) => figure && Bokeh.embed.embed_item(figure, box))
    .catch((error) => { box.textContent = "The chart cannot be drawn; the table below holds the same. (" + error.message + ")"; });
}
