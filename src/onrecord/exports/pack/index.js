"use strict";
// Everything can be read without this: it ties cards to their words, and adds keys.
const cards = [...document.querySelectorAll(".card")];
const pages = [...document.querySelectorAll(".page")];
const marks = new Map();
for (const mark of document.querySelectorAll("mark[data-items]"))
  for (const id of mark.dataset.items.split(" ")) marks.set(id, [...(marks.get(id) ?? []), mark]);

function light(id, on) {
  for (const mark of marks.get(id) ?? []) mark.classList.toggle("on", on);
  document.getElementById(id)?.classList.toggle("on", on);
}

function showWords(card) {
  const label = document.getElementById("at-" + card.id);
  (label ?? marks.get(card.id)?.[0])?.scrollIntoView({ block: "center" });
}

for (const card of cards) {
  for (const [event, on] of [["focusin", true], ["focusout", false], ["mouseenter", true], ["mouseleave", false]])
    card.addEventListener(event, () => light(card.id, on));
  card.addEventListener("click", (event) => { if (!event.target.closest("a")) showWords(card); });
}

function step(list, by, now) {
  const next = list[Math.min(list.length - 1, Math.max(0, now + by))];
  next?.closest("details")?.setAttribute("open", "");
  return next;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const card = document.activeElement?.closest(".card");
  const by = { j: 1, k: -1, n: 1, p: -1 }[event.key];
  if (event.key === "j" || event.key === "k") step(cards, by, card ? cards.indexOf(card) : -1)?.focus();
  else if (event.key === "n" || event.key === "p") {
    const now = pages.findLastIndex((page) => page.getBoundingClientRect().top <= 10);
    step(pages, by, now)?.scrollIntoView();
  } else if (event.key === "Enter" && card === document.activeElement && card) showWords(card);
  else return;
  event.preventDefault();
});

document.documentElement.classList.add("keys"); // only now are the keys spoken of
