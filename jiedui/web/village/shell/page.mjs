// Drawing a screen: elements, the words of the page's own language, one heading in focus.
export const LANG = document.documentElement.lang.startsWith("en") ? "en" : "zh";
const words = Object.fromEntries(
  [...document.querySelector("#words").content.children].map((one) => [one.dataset.word, one.textContent]),
);

export function say(word, holes = {}) {
  if (!(word in words)) throw new Error(`no word: ${word}`);
  return words[word].replace(/\{([a-z_]+)\}/g, (_, name) => holes[name]);
}

// Both languages come with a question; an untranslated one is shown in Chinese.
export const told = (label) => (label ? label[LANG] || label.zh || "" : "");

export function h(tag, told = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(told)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...inside.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

// Taps wait for what they start; a second tap meanwhile is not a second paper.
export function button(label, act, kind = "") {
  const it = h("button", { type: "button", class: `button ${kind}` }, label);
  it.addEventListener("click", () => once(it, act));
  return it;
}

export async function once(it, act) {
  if (it.disabled) return;
  it.disabled = true;
  try {
    await act(it);
  } finally {
    it.disabled = false;
  }
}

export const link = (label, to, kind = "") => h("a", { href: `#/${to}`, class: kind }, label);
export const tag = (label, tone = "") => h("span", { class: `tag ${tone && `tag--${tone}`}` }, label);
export const field = (label, input, hint) =>
  h("label", { class: "field" }, h("span", { class: "field__label" }, label),
    hint && h("span", { class: "field__hint" }, hint), input);

export const bar = (done, total, label) =>
  h("div", { class: "progress" },
    h("p", { class: "progress__line" }, h("span", {}, label), h("span", {}, `${done} / ${total}`)),
    h("progress", { max: total || 1, value: done, "aria-label": label }));

// What the last tap did is said on the screen that follows it, and stays while that is drawn
// again because something was sent meanwhile.
let news = "", here = null;
export const announce = (text) => (news = text);

// The title of the window never changes: browsers write it into their history in the clear.
export function show(screen) {
  const main = document.querySelector("#screen");
  const again = here?.hash === location.hash && !news;
  here = { hash: location.hash, news: again ? here.news : news };
  news = "";
  const note = here.news && h("p", { class: "note note--success", role: "status" }, here.news);
  main.replaceChildren(...[note, screen].flat(Infinity).filter(Boolean));
  const head = main.querySelector("h1");
  if (again) return;
  head?.setAttribute("tabindex", "-1");
  head?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

export const go = (to) => (location.hash = `#/${to}`);

export function day(text) {
  const at = new Date(`${text}T12:00:00`);
  const how = { year: "numeric", month: LANG === "en" ? "short" : "long", day: "numeric" };
  return at.toLocaleDateString(LANG === "en" ? "en-GB" : "zh-CN", how);
}

export const hour = (at) => at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });

// Reads a text aloud where the phone has a voice for it; elsewhere there is no button.
export function aloud(text) {
  const speech = window.speechSynthesis;
  const voice = speech?.getVoices().find((one) => one.lang.toLowerCase().startsWith(LANG));
  if (!voice) return null;
  return button(say("aloud"), () => {
    if (speech.speaking) return speech.cancel();
    const said = new SpeechSynthesisUtterance(text);
    Object.assign(said, { voice, lang: voice.lang, rate: 0.9 });
    speech.speak(said);
  }, "button--aloud");
}
