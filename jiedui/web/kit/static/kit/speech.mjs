// Reads a page aloud in its own language. A button that names what it reads (data-aloud="#id")
// is hidden until the browser proves to have a voice for that language; without one, without
// speech, or without this file, it never appears.
const speech = window.speechSynthesis;
const buttons = [...document.querySelectorAll("[data-aloud]")];
const LANGUAGE = document.documentElement.lang.startsWith("en") ? "en" : "zh";
const SPOKEN = { zh: "zh-CN", en: "en-GB" };
const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, legend, summary, label, th, td, blockquote";
const QUIET = "[hidden], [aria-hidden='true'], script, style, [data-aloud], .sizes";
const LONGEST = 160; // some browsers fall silent within a long utterance

let speaking = null;

function voiceOf() {
  const fitting = speech.getVoices().filter((voice) => voice.lang.replace("_", "-").toLowerCase().startsWith(LANGUAGE));
  const exact = SPOKEN[LANGUAGE].toLowerCase();
  return fitting.find((voice) => voice.lang.replace("_", "-").toLowerCase() === exact) || fitting[0];
}

function shown(element) {
  return !element.closest(QUIET) && element.getClientRects().length > 0;
}

// Only blocks without a block inside: nothing is read twice.
function blocksOf(root) {
  return [...root.querySelectorAll(BLOCKS)].filter((block) => !block.querySelector(BLOCKS) && shown(block));
}

function wordsOf(block) {
  const copy = block.cloneNode(true);
  for (const silent of copy.querySelectorAll(QUIET)) silent.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function partsOf(words) {
  const sentences = words.match(/[^。！？；.!?;]+[。！？；.!?;]*/g) || [];
  const parts = [];
  for (const sentence of sentences) {
    const last = parts.length - 1;
    if (last >= 0 && (parts[last] + sentence).length <= LONGEST) parts[last] += sentence;
    else for (let at = 0; at < sentence.length; at += LONGEST) parts.push(sentence.slice(at, at + LONGEST));
  }
  return parts;
}

function stop() {
  if (!speaking) return;
  const { button, word } = speaking;
  speaking = null;
  speech.cancel();
  mark(null);
  button.textContent = word;
  button.setAttribute("aria-pressed", "false");
}

function mark(block) {
  for (const marked of document.querySelectorAll(".is-spoken")) marked.classList.remove("is-spoken");
  if (block) block.classList.add("is-spoken");
}

function utterance(words, block, mine) {
  const said = new SpeechSynthesisUtterance(words);
  said.lang = SPOKEN[LANGUAGE];
  said.voice = voiceOf();
  said.rate = 0.9;
  said.onstart = () => speaking === mine && mark(block);
  return said;
}

function read(button) {
  const root = document.querySelector(button.dataset.aloud);
  const said = [];
  const mine = { button, word: button.textContent };
  for (const block of blocksOf(root)) {
    for (const words of partsOf(wordsOf(block))) said.push(utterance(words, block, mine));
  }
  if (said.length === 0) return;
  speaking = mine;
  button.textContent = button.dataset.stop;
  button.setAttribute("aria-pressed", "true");
  said[said.length - 1].onend = () => speaking === mine && stop();
  for (const one of said) speech.speak(one);
}

function press(event) {
  const again = speaking && speaking.button === event.currentTarget;
  const button = event.currentTarget;
  stop();
  if (!again) read(button);
}

function show() {
  if (!voiceOf()) return;
  for (const button of buttons) {
    if (!button.hidden) continue;
    button.hidden = false;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", press);
  }
}

if (speech && buttons.length > 0) {
  show();
  speech.addEventListener?.("voiceschanged", show);
  addEventListener("pagehide", stop);
}
