"use strict";
// Draws the chart from the figures at its address; the table on the page around says the same.
const scheme = matchMedia("(prefers-color-scheme: dark)");
const box = document.getElementById("chart");
const at = box.dataset.chart;
scheme.addEventListener("change", () => location.reload());

// The frame is as high as what is drawn in it.
function fit() {
  if (window.frameElement) window.frameElement.height = Math.ceil(box.getBoundingClientRect().bottom + 8);
}

// A mark that is clicked leads to its evidence on the page around, not within this frame.
function follow(source) {
  const addresses = source.get_column("address");
  if (addresses) source.selected.change.connect(() => {
    const [chosen] = source.selected.indices;
    if (chosen !== undefined && addresses[chosen]) top.location.href = new URL(addresses[chosen], location.origin).href;
  });
}

const asked = new URLSearchParams({ theme: scheme.matches ? "dark" : "light", width: Math.max(200, innerWidth) });
fetch(at + (at.includes("?") ? "&" : "?") + asked)
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
  .then(({ figure }) => figure && Bokeh.embed.embed_item(figure, box))
  .then(() => {
    const sources = new Set(Bokeh.documents.flatMap((d) => d.roots()).flatMap((r) => r.renderers).map((r) => r.data_source));
    for (const source of sources) follow(source);
    new ResizeObserver(fit).observe(box);
    document.body.classList.add("drawn");
  })
  .catch((error) => { box.textContent = "The chart cannot be drawn; the table holds the same. (" + error.message + ")"; });
