"use strict";
// Everything works without this: it ties cards to their words while one is pointed at, and adds keys.
const cards = [...document.querySelectorAll(".card[id]")];
const marks = new Map();
for (const mark of document.querySelectorAll("mark[data-items]"))
  for (const id of mark.dataset.items.split(" ")) marks.set(id, [...(marks.get(id) ?? []), mark]);

function light(id, on) {
  for (const mark of marks.get(id) ?? []) mark.classList.toggle("on", on);
  document.getElementById("at-" + id)?.classList.toggle("on", on);
}

for (const card of cards) {
  for (const [event, on] of [["focusin", true], ["focusout", false], ["mouseover", true], ["mouseout", false]])
    card.addEventListener(event, (e) => { e.stopPropagation(); light(card.id, on); });
}
for (const [id, listed] of marks)
  for (const mark of listed)
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false]])
      mark.addEventListener(event, () => document.getElementById(id)?.classList.toggle("on", on));

function openAround(element) {
  for (let box = element?.closest("details"); box; box = box.parentElement?.closest("details")) box.open = true;
}
function goToTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  openAround(target);
  if (target?.classList.contains("card")) {
    target.focus({ preventScroll: true });
    document.getElementById("at-" + target.id)?.scrollIntoView({ block: "center" });
    target.scrollIntoView({ block: "nearest" });
  }
}
addEventListener("hashchange", goToTarget);
if (location.hash) goToTarget();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const card = document.activeElement?.closest(".card");
  const by = { j: 1, k: -1 }[event.key];
  if (by && cards.length) {
    const shown = cards.filter((c) => c.offsetParent !== null);
    const next = shown[Math.min(shown.length - 1, Math.max(0, (card ? shown.indexOf(card) : -1) + by))];
    next.focus();
    document.getElementById("at-" + next.id)?.scrollIntoView({ block: "center" });
  } else if (event.key === "Enter" && card && card === document.activeElement) {
    document.getElementById("at-" + card.id)?.focus();
  } else if (event.key === "/") document.getElementById("find")?.focus();
  else return;
  event.preventDefault();
});

// On a phone the row of pages is wider than the window: the one that is shown is brought into sight.
const row = document.querySelector(".top nav"), shown = row?.querySelector("[aria-current]");
if (shown) row.scrollLeft = shown.offsetLeft - row.offsetLeft - (row.clientWidth - shown.offsetWidth) / 2;

// The queue: one letter acts on the item that has the focus, or on the first.
const tasks = [...document.querySelectorAll(".task")];
if (tasks.length) (document.getElementById(location.hash.slice(1)) ?? tasks[0]).focus({ preventScroll: !location.hash });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const task = document.activeElement?.closest(".task") ?? tasks[0];
  const by = { n: 1, p: -1 }[event.key];
  if (by && tasks.length) tasks[Math.min(tasks.length - 1, Math.max(0, tasks.indexOf(task) + by))].focus();
  else {
    const around = event.key === "u" ? document : task ?? document;
    const control = /^[crfu]$/.test(event.key) && around.querySelector(`[data-key=${event.key}]`);
    if (!control) return;
    control.click();
  }
  event.preventDefault();
});

// Words selected in a story's text become a new item. Places count code points, and labels are no text.
function countBefore(paragraph, node, offset) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return [...range.toString()].length;
}
const text = document.querySelector(".text[data-page]");
const picked = document.createElement("a");
picked.className = "button picked";
picked.textContent = "Mark these words";
if (text && document.querySelector(".mark-hint")) document.addEventListener("selectionchange", () => {
  picked.remove();
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const of = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("p[data-start]");
  const [first, last] = [of(range.startContainer), of(range.endContainer)];
  if (!first || !last || !text.contains(first) || !text.contains(last)) return;
  const start = Number(first.dataset.start) + countBefore(first, range.startContainer, range.startOffset);
  const end = Number(last.dataset.start) + countBefore(last, range.endContainer, range.endOffset);
  if (end <= start) return;
  const box = range.getBoundingClientRect();
  picked.href = `/mark?page=${text.dataset.page}&start=${start}&end=${end}`;
  picked.style.left = `${box.left + scrollX}px`;
  picked.style.top = `${box.bottom + scrollY + 6}px`;
  document.body.append(picked);
});

// On an item's page: words selected in its surroundings go into the field of words that was used last.
const around = document.querySelector(".around[data-start]");
let wordsField = null;
for (const field of document.querySelectorAll("[data-words]")) field.addEventListener("focus", () => { wordsField = field; });
if (around) document.addEventListener("mouseup", () => {
  const selection = getSelection();
  if (!wordsField || !selection || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  if (!around.contains(range.startContainer) || !around.contains(range.endContainer)) return;
  const first = Number(around.dataset.start);
  const place = `${first + countBefore(around, range.startContainer, range.startOffset)}:${first + countBefore(around, range.endContainer, range.endOffset)}`;
  wordsField.value = wordsField.tagName === "TEXTAREA" && wordsField.value ? `${wordsField.value}\n${place}` : place;
});

// What is under way is looked at again; without scripts a link, or the page itself, does so.
const again = document.querySelector("[data-again]");
if (again) setTimeout(() => location.reload(), 1000 * again.dataset.again);
