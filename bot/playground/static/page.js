// The page of phones: follows what happens, and passes on what thumbs do.
import { composers } from "./composer.js";
import { play } from "./sound.js";

const stage = document.getElementById("stage");
const words = document.body.dataset;
const small = matchMedia("(max-width: 760px)");
const phoneOf = (node) => node.closest("[data-phone]");
const phone = (id) => document.getElementById(`phone-${id}`);
const shown = (id) => phone(id) && (!small.matches || phone(id).classList.contains("front"));
const notes = (id) => phone(id)?.querySelector("[data-notes]");
const person = (id) => document.querySelector(`[data-person="${id}"]`);

export async function gesture(id, name, fields = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const answer = await fetch(`/playground/phones/${id}/${name}`, {
    method: "POST",
    body,
    headers: { "X-Playground": "1" },
  });
  if (!answer.ok) toast(words.refused, notes(id));
  return answer.ok;
}

function toast(text, place = null, title = "") {
  const note = document.createElement("div");
  note.className = "toast";
  if (title) note.append(Object.assign(document.createElement("strong"), { textContent: title }));
  note.append(text);
  (place ?? document.getElementById("toasts")).append(note);
  setTimeout(() => note.remove(), 4500);
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

// --- the conversation

function separate(log) {
  let day = "";
  log.querySelectorAll(".day").forEach((line) => line.remove());
  for (const bubble of log.querySelectorAll(".bubble")) {
    if (bubble.dataset.day !== day) {
      day = bubble.dataset.day;
      bubble.before(Object.assign(document.createElement("p"), { className: "day", textContent: day }));
    }
  }
}

const atEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
const toEnd = (log) => log.scrollTo({ top: log.scrollHeight });

function settle(node) {
  const log = node.querySelector("[data-log]");
  separate(log);
  composers(node);
  toEnd(log);
  // a picture grows once it has loaded
  log.addEventListener("load", () => atEnd(log) && toEnd(log), true);
}

function idle(node) {
  const line = node.querySelector("[data-doing]");
  line.textContent = line.dataset.idle;
  line.classList.remove("busy");
}

function calm(node) {
  node.querySelectorAll(".key.busy").forEach((key) => key.classList.remove("busy"));
}

const happenings = {
  bubble({ phone: id, id: number, mine, html }) {
    const node = phone(id);
    if (!mine && !shown(id)) unread(id);
    if (!node) return;
    const log = node.querySelector("[data-log]");
    const old = document.getElementById(`m-${id}-${number}`);
    const stay = old ? atEnd(log) : atEnd(log) || mine;
    const held = old?.contains(document.activeElement) ? document.activeElement.textContent : null;
    const fresh = fragment(html);
    const listed = old?.querySelector("dialog[open]");
    if (old) {
      fresh.style.animation = "none";
      old.replaceWith(fresh);
      const same = [...fresh.querySelectorAll(".key")].find((key) => key.textContent === held);
      if (held !== null) (same ?? log).focus({ preventScroll: true });
    } else log.append(fresh);
    if (listed) fresh.querySelector("dialog")?.show();
    separate(log);
    if (stay) toEnd(log);
    if (mine) calm(node);
    else {
      idle(node);
      if (looking(node)) look(node);
    }
  },
  deleted({ phone: id, id: number }) {
    const old = document.getElementById(`m-${id}-${number}`);
    if (!old) return;
    const log = old.parentElement;
    old.remove();
    separate(log);
  },
  answer({ phone: id, text, alert }) {
    if (phone(id)) calm(phone(id));
    if (!text) return;
    const name = person(id)?.querySelector(".name").textContent;
    if (!alert) return shown(id) ? toast(text, notes(id)) : toast(text, null, name);
    document.getElementById("alert-name").textContent = name ?? "";
    document.getElementById("alert-text").textContent = text;
    document.getElementById("alert").showModal();
  },
  typing({ phone: id, action }) {
    const node = phone(id);
    if (!node) return;
    const line = node.querySelector("[data-doing]");
    line.textContent = action === "typing" ? words.typing : words.sending;
    line.classList.add("busy");
    clearTimeout(node.idle);
    node.idle = setTimeout(() => idle(node), 5000);
  },
  state({ phone: id, html, ...marks }) {
    const foot = phone(id)?.querySelector("[data-foot]");
    if (!foot) return;
    const text = foot.querySelector("[data-text]")?.value ?? "";
    const held = foot.contains(document.activeElement);
    Object.assign(foot.dataset, marks);
    foot.innerHTML = html;
    composers(foot, text);
    if (held) foot.querySelector("[data-text], button")?.focus();
    toEnd(phone(id).querySelector("[data-log]"));
  },
  renew() {
    location.reload();
  },
};

function follow() {
  const source = new EventSource(`/playground/events?after=${words.after}`);
  const offline = document.getElementById("offline");
  for (const [name, act] of Object.entries(happenings))
    source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  source.onopen = () => (offline.hidden = true);
  source.onerror = () => {
    offline.textContent = words.offline;
    offline.hidden = false;
  };
}

// --- looking: on some phones the other side learns what was read

const looking = (node) =>
  document.visibilityState === "visible" && (small.matches ? node.classList.contains("front") : node.matches(":hover, :focus-within"));

function look(node) {
  if (!node.querySelector("[data-looks]") || node.looked) return;
  node.looked = setTimeout(() => {
    node.looked = null;
    gesture(node.dataset.phone, "read");
  }, 150);
}

// --- which phones lie on the table

function unread(id) {
  const badge = person(id)?.querySelector("[data-unread]");
  if (!badge) return;
  const count = badge.querySelector("[data-count]");
  count.textContent = Number(count.textContent || 0) + 1;
  badge.hidden = false;
}

function front(id) {
  for (const node of stage.querySelectorAll(".phone")) node.classList.toggle("front", node === phone(id));
  for (const button of document.querySelectorAll("[data-person]")) {
    const chosen = button.dataset.person === String(id);
    if (chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  const badge = person(id)?.querySelector("[data-unread]");
  if (badge) {
    badge.hidden = true;
    badge.querySelector("[data-count]").textContent = "";
  }
  const log = phone(id)?.querySelector("[data-log]");
  if (log) toEnd(log);
  if (phone(id) && looking(phone(id))) look(phone(id));
  if (small.matches) person(id)?.scrollIntoView({ inline: "center", block: "nearest" });
}

function remember() {
  const open = [...stage.querySelectorAll(".phone")].map((node) => node.dataset.phone);
  history.replaceState(null, "", `?open=${open.join(",")}`);
  document.getElementById("empty").hidden = open.length > 0;
}

async function open(id) {
  const answer = await fetch(`/playground/phones/${id}`);
  if (!answer.ok || phone(id)) return;
  const node = fragment(await answer.text());
  stage.insertBefore(node, document.getElementById("empty"));
  person(id)?.setAttribute("aria-pressed", "true");
  settle(node);
  remember();
  node.scrollIntoView({ behavior: "smooth", inline: "nearest", block: "nearest" });
}

function close(id) {
  phone(id)?.remove();
  person(id)?.setAttribute("aria-pressed", "false");
  remember();
}

async function choose(id) {
  if (phone(id) && !small.matches) return close(id);
  if (!phone(id)) await open(id);
  front(id);
}

// --- thumbs

async function click(event) {
  const on = (selector) => event.target.closest(selector);
  for (const menu of document.querySelectorAll("details[open]"))
    if (!menu.contains(event.target) || on(".sheet button")) menu.open = false;
  for (const list of document.querySelectorAll("dialog.rows[open]"))
    if (!list.contains(event.target) || on(".rows button")) list.close();
  let node;
  if ((node = on("[data-person]"))) return choose(node.dataset.person);
  const own = phoneOf(event.target);
  if (!own) return;
  const id = own.dataset.phone;
  if ((node = on("[data-list]"))) node.closest("[data-message]").querySelector("dialog").show();
  else if (on("[data-close]")) {
    close(id);
    person(id)?.focus();
  } else if ((node = on("[data-press]"))) {
    node.classList.add("busy");
    setTimeout(() => node.classList.remove("busy"), 10000);
    const number = node.closest("[data-message]").dataset.message;
    if (!(await gesture(id, "press", { message_id: number, data: node.dataset.press }))) calm(own);
  } else if ((node = on("[data-gesture]"))) {
    await gesture(id, node.dataset.gesture, { payload: node.dataset.payload ?? "" });
  } else if ((node = on("[data-say]"))) {
    await gesture(id, "say", { text: node.dataset.say });
  } else if ((node = on("[data-copy]"))) {
    await navigator.clipboard?.writeText(node.dataset.copy);
  } else if ((node = on("[data-play]"))) play(node);
}

for (const name of ["pointerover", "focusin"])
  stage.addEventListener(name, (event) => {
    const node = phoneOf(event.target);
    if (node && !node.contains(event.relatedTarget)) look(node);
  });
document.addEventListener("click", click);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const list of document.querySelectorAll("dialog.rows[open]")) {
    list.close();
    list.closest("[data-message]").querySelector("[data-list]").focus();
  }
  for (const menu of document.querySelectorAll("details[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
stage.querySelectorAll(".phone").forEach(settle);
front(stage.querySelector(".phone")?.dataset.phone);
follow();
