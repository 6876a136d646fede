// One voice at a time.
const sound = new Audio();
let pressed = null;

function rest() {
  pressed?.setAttribute("aria-pressed", "false");
  pressed = null;
}
sound.addEventListener("ended", rest);
sound.addEventListener("error", rest);

export function play(button) {
  const again = button === pressed;
  sound.pause();
  rest();
  if (again) return;
  pressed = button;
  button.setAttribute("aria-pressed", "true");
  sound.src = button.dataset.play;
  sound.play().catch(rest);
}
