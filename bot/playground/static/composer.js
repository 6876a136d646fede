// The line at the foot of a phone: write, reply, edit, attach, speak.
import { gesture } from "./page.js";

const formIn = (node) => node.closest("[data-phone]").querySelector("[data-composer]");

function turn(form, mode = "", number = "", about = "") {
  form.dataset.mode = mode;
  form.dataset.about = number;
  form.querySelector("[data-about]").hidden = !mode;
  form.querySelector("[data-about-text]").textContent = about;
}

function show(form) {
  const empty = !form.elements.text.value.trim();
  form.querySelector("[data-send]").hidden = empty;
  form.querySelector("[data-voice]").hidden = !empty;
}

async function send(form) {
  const id = form.closest("[data-phone]").dataset.phone;
  const { mode, about } = form.dataset;
  const text = form.elements.text.value.trim();
  if (!text) return;
  form.elements.text.value = "";
  turn(form);
  show(form);
  const done =
    mode === "edit"
      ? await gesture(id, "edit", { message_id: about, text })
      : await gesture(id, "say", { text, reply_to: mode === "reply" ? about : "" });
  if (!done && !form.elements.text.value) form.elements.text.value = text;
  show(form);
}

async function attach(form, input) {
  const id = form.closest("[data-phone]").dataset.phone;
  const body = new FormData();
  body.append("caption", form.elements.text.value.trim());
  body.append("file", input.files[0]);
  input.value = "";
  form.elements.text.value = "";
  show(form);
  await gesture(id, "attach", body);
}

async function speak(button) {
  button.classList.add("busy");
  await gesture(button.closest("[data-phone]").dataset.phone, "voice");
  button.classList.remove("busy");
}

/** Bring the composer inside `node` to life; `text` is put back into it. */
export function composers(node, text = "") {
  const form = node.querySelector("[data-composer]");
  if (!form) return;
  form.elements.text.value = text;
  show(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
  form.elements.text.addEventListener("input", () => show(form));
  form.elements.text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") turn(form);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send(form);
  });
  const input = form.querySelector("[data-attach]");
  input.addEventListener("change", () => input.files.length && attach(form, input));
}

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  const voice = on("[data-voice]");
  if (voice) return speak(voice);
  if (on("[data-forget]")) {
    const form = formIn(event.target);
    if (form.dataset.mode === "edit") form.elements.text.value = "";
    turn(form);
    show(form);
    return form.elements.text.focus();
  }
  const bubble = on("[data-reply], [data-edit]")?.closest("[data-message]");
  if (!bubble) return;
  const form = formIn(bubble);
  if (!form) return;
  const editing = on("[data-edit]");
  const about = bubble.dataset.text ?? bubble.querySelector(".words")?.textContent ?? "";
  if (editing) form.elements.text.value = bubble.dataset.text;
  turn(form, editing ? "edit" : "reply", bubble.dataset.message, about.trim());
  show(form);
  form.elements.text.focus();
});
