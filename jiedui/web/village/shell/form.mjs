// One person: what was read out and agreed to, then one question at a time, then "done".
import { asked, fault, has } from "./asking.mjs";
import * as book from "./book.mjs";
import { aloud, announce, bar, button, day, field, go, h, LANG, link, say, show, tag, told } from "./page.mjs";
import { soon } from "./sending.mjs";

const at = (person, more = "") => `${person.wave}/${person.code}${more}`;
const home = (person) => {
  const house = book.book.round.households.find((one) => one.wave === person.wave && book.peopleOf(one).some((p) => p.code === person.code));
  return house ? `house/${house.assignment}` : "round";
};
const questionsOf = (person) => book.book.round.waves[person.wave].questions;

export function valuesOf(person) {
  return Object.fromEntries(questionsOf(person).map(({ name }) => [name, book.known(person, name)]));
}

export function inWords(question, value) {
  if (!has(value)) return say("no_answer");
  if (question.type === "consent") return say(value === "yes" ? "agrees" : "disagrees");
  if (question.type === "date") return day(value);
  if (!question.choices) return String(value);
  const names = Object.fromEntries(question.choices.map((one) => [one.name, told(one)]));
  return [value].flat().map((one) => names[one] ?? one).join(LANG === "en" ? ", " : "、");
}

const ageOf = (person) => {
  if (!person.isNew) return person.age;
  const [year, month, date] = person.born_on.split("-").map(Number);
  const now = book.now();
  const early = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < date);
  return now.getFullYear() - year - (early ? 1 : 0);
};

export const whoIs = (person) => [say("age", { n: ageOf(person) }), person.phone && say("phone_ends", { n: person.phone.slice(-4) })].filter(Boolean).join(" · ");

// The question that must be agreed to before anything else, as long as it is open. Who agreed
// to the same words before, and has not taken it back, is not asked for that again.
const consentOf = (one) =>
  questionsOf(one).find((q) => q.type === "consent" && q.required &&
    book.known(one, q.name) !== "yes" && one.last?.answers[q.name] !== "yes");

// The page of one person: consent first, then last year's answers, then the questions.
export function person(one) {
  const state = book.standing(one);
  const open = consentOf(one);
  if (open && !["declined", "filled", "conflict"].includes(state)) return ask(one, open.name);
  show([
    link(say("back_house"), home(one), "back"),
    h("h1", {}, one.name),
    h("p", { class: "quiet" }, whoIs(one)),
    state === "conflict" && conflictsOf(one),
    state === "declined"
      ? [h("p", { class: "note note--warning" }, say("declined")), link(say("ask_again"), `ask/${at(one)}/${questionsOf(one).find((q) => q.type === "consent").name}`, "button")]
      : standingOf(one, state),
  ]);
}

const conflictsOf = (one) =>
  h("div", { class: "note note--warning" }, h("p", {}, say("two_answers")),
    one.conflicts.filter((c) => !book.settled(c)).map((c) => link(say("choose_answer"), `conflict/${at(one)}/${c.code}`, "button")));

function standingOf(one, state) {
  const { path } = asked(questionsOf(one), valuesOf(one));
  const first = path.find((q) => q.type !== "note" && !has(book.known(one, q.name))) ?? path[0];
  const start = (word, kind = "button--primary") => link(say(word), `ask/${at(one)}/${first.name}`, `button ${kind}`);
  if (state === "filled" || state === "conflict") return [state === "filled" && h("p", { class: "note note--success" }, say("filled")), link(say("change_answers"), `look/${at(one)}`, "button")];
  const touched = path.some((q) => q.type !== "consent" && has(book.known(one, q.name)));
  if (touched) return [start("go_on"), link(say("look_over"), `look/${at(one)}`, "button")];
  return isEnough(one) ? [lastOf(one), start("ask_all", "")] : [start("begin")];
}

// Whether what is known from last time answers everything that must be answered.
function isEnough(one) {
  if (!one.last) return false;
  const consents = questionsOf(one).filter((q) => q.type === "consent").map((q) => [q.name, "yes"]);
  const { path, standing } = asked(questionsOf(one), { ...one.last.answers, ...Object.fromEntries(consents) });
  return path.every((q) => !q.required || has(standing[q.name]));
}

// Last year's answers, and one tap when nothing has changed.
function lastOf(one) {
  const rows = questionsOf(one).filter((q) => q.type !== "consent" && has(one.last.answers[q.name]));
  return h("section", { class: "panel panel--mist" },
    h("h2", {}, one.last.on ? say("last_time", { day: day(one.last.on) }) : say("known_already")),
    h("ul", { class: "rows plain" }, rows.map((q) => h("li", {}, h("small", {}, told(q.label)), inWords(q, one.last.answers[q.name])))),
    button(say("nothing_changed"), async () => {
      const draft = book.draftOf(one);
      await book.hand("unchanged", { wave: one.wave, worker: one.code, answers: touchedIn(draft) }, { from: draft });
      announce(say("kept_unchanged", { name: one.name }));
      soon();
      go(home(one));
    }, "button--primary"));
}

// One question. A tap on a choice is kept and leads on; everything else waits for "next".
export function ask(one, name) {
  const values = valuesOf(one);
  const { path } = asked(questionsOf(one), values);
  const here = path.findIndex((question) => question.name === name);
  if (here < 0) return go(`look/${at(one)}`);
  const question = path[here];
  const keep = async (value) => {
    const wrong = fault(question, value);
    if (wrong) return object(question, wrong);
    if (has(value) || has(values[name])) await book.note(one, name, has(value) ? value : null, book.baseOf(one, name));
    const after = asked(questionsOf(one), valuesOf(one)).path;
    const next = after[after.findIndex((other) => other.name === name) + 1];
    go(next ? `ask/${at(one)}/${next.name}` : `look/${at(one)}`);
  };
  const before = here > 0 ? `ask/${at(one)}/${path[here - 1].name}` : `person/${at(one)}`;
  if (question.type === "consent") return consent(one, question, before, keep);
  show([
    link(say("back"), before, "back"),
    bar(here + 1, path.length, [one.name, sectionOf(path, here)].filter(Boolean).join(" · ")),
    h("h1", { class: "question" }, told(question.label)),
    has(told(question.hint)) && h("p", { class: "quiet" }, told(question.hint)),
    numberKnown(one, question) && h("p", { class: "note" }, say("number_known", { n: one.phone.slice(-4) })),
    aloud(told(question.label)),
    lastTime(one, question, keep),
    h("p", { id: "wrong", class: "note note--error", role: "alert", hidden: true }),
    control(question, values[name], keep),
  ]);
}

// A number that the county has already is not asked for again; it is never shown in full.
const numberKnown = (one, question) =>
  question.type === "phone" && question.maps_to === "person.phone" && one.phone && !has(book.known(one, question.name));

// Acting for somebody: the text is read out in a language that both speak, and what was said is
// kept at once with the words and the language. Yes and no weigh the same.
let tongue = ""; // said by whoever read the words out, not guessed; then the same at the next door

function consent(one, question, before, keep) {
  const text = told(question.label);
  const answer = (agreed) => async () => {
    if (!tongue) return object(question, "language");
    await book.hand("consent", { wave: one.wave, worker: one.code, question: question.name, required: question.required, language: tongue, agreed });
    soon();
    if (!agreed && question.required) {
      announce(say("kept_declined", { name: one.name }));
      return go(home(one));
    }
    await book.note(one, question.name, agreed ? "yes" : "no", book.baseOf(one, question.name));
    return question.required && isEnough(one) ? go(`person/${at(one)}`) : keep(agreed ? "yes" : "no");
  };
  show([
    link(say("back"), before.startsWith("person") ? home(one) : before, "back"),
    h("h1", {}, say("read_out", { name: one.name })),
    aloud(text),
    h("blockquote", { class: "said" }, text),
    has(told(question.hint)) && h("p", { class: "quiet" }, told(question.hint)),
    field(say("in_language"), tongues()),
    h("p", { id: "wrong", class: "note note--error", role: "alert", hidden: true }),
    h("div", { class: "pairs" }, button(say("agrees"), answer(true)), button(say("disagrees"), answer(false))),
  ]);
  if (location.hash.startsWith("#/person")) history.replaceState(null, "", `#/ask/${at(one)}/${question.name}`);
}

const tongues = () =>
  h("select", { id: "language", onchange: (event) => (tongue = event.target.value) },
    h("option", { value: "", selected: !tongue }, say("choose_language")),
    book.book.round.tongues.map((it) => h("option", { value: it.name, selected: it.name === tongue }, told(it))));

function object(question, wrong) {
  const it = document.querySelector("#wrong");
  it.textContent = (wrong === "limit" && told(question.limit_said)) || say(`wrong_${wrong}`);
  it.hidden = false;
}

// A heading stands until the next one.
const sectionOf = (path, here) => told(path.slice(0, here + 1).findLast((q) => q.section)?.section);

function lastTime(one, question, keep) {
  const value = one.last?.answers[question.name];
  if (!has(value)) return null;
  return h("p", { class: "last" }, h("span", {}, say("last_answer", { answer: inWords(question, value) })),
    button(say("same_again"), () => keep(value), "button--small"));
}

function control(question, value, keep) {
  if (question.type === "one") return [choices(question, value, keep), later(question, keep)];
  if (question.type === "many") return ticks(question, value ?? [], keep);
  if (question.type === "note") return button(say("next"), () => keep(undefined), "button--primary");
  return typed(question, value, keep);
}

function choices(question, value, keep) {
  return h("div", { class: "taps" }, question.choices.map((choice) => {
    const it = button(told(choice), () => keep(choice.name), "tap");
    it.classList.remove("button");
    it.setAttribute("aria-pressed", String(value === choice.name));
    return it;
  }));
}

const later = (question, keep) => (question.required ? null : button(say("skip"), () => keep(undefined)));

function ticks(question, value, keep) {
  const boxes = question.choices.map((choice) => h("label", { class: "tap" },
    h("input", { type: "checkbox", value: choice.name, checked: value.includes(choice.name) }), told(choice)));
  const chosen = () => boxes.map((box) => box.firstChild).filter((box) => box.checked).map((box) => box.value);
  return [h("div", { class: "taps" }, boxes), button(say("next"), () => keep(chosen()), "button--primary")];
}

const INPUTS = { number: { type: "text", inputmode: "numeric" }, date: { type: "date" }, phone: { type: "tel" }, text: { type: "text", maxlength: 200 } };

function typed(question, value, keep) {
  const input = h("input", { id: "answer", autocomplete: "off", ...INPUTS[question.type], value: value ?? "" });
  const read = () => {
    const text = input.value.trim();
    if (question.type !== "number" || !text) return text;
    return /^-?\d{1,9}$/.test(text.replace(/[,，]/g, "")) ? Number(text.replace(/[,，]/g, "")) : NaN;
  };
  const it = h("form", { class: "form" }, field(say("answer"), input), h("button", { class: "button button--primary" }, say("next")));
  it.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(read());
  });
  return it;
}

// Everything once more before it is handed in; each line leads back to its question.
export function look(one) {
  const values = valuesOf(one);
  const { path, standing } = asked(questionsOf(one), values);
  const questions = path.filter((question) => question.type !== "note");
  const open = questions.filter((question) => question.required && !has(standing[question.name]));
  show([
    link(say("back"), `person/${at(one)}`, "back"),
    h("h1", {}, say("look_over_of", { name: one.name })),
    open.length > 0
      ? h("p", { class: "note note--warning" }, say("still_open", { n: open.length }))
      : button(say("done"), () => handIn(one, standing), "button--primary"),
    h("ul", { class: "rows" }, questions.map((question) => h("li", {},
      h("a", { href: `#/ask/${at(one)}/${question.name}` },
        h("span", {}, h("small", {}, shortly(question)), inWords(question, standing[question.name])),
        open.includes(question) && tag(say("open_tag"), "wait"))))),
  ]);
}

// What was read out is long; among the answers its name is enough.
const shortly = (question) => (question.type === "consent" ? say("paper_consent") : told(question.label));

// {question: [version it was read at, value]}; what is no longer asked is taken back.
const touchedIn = (draft, standing) =>
  Object.fromEntries(Object.entries(draft?.answers ?? {}).map(([name, { value, base }]) =>
    [name, [base, standing && standing[name] === undefined ? null : value]]));

// Only what was touched is sent; the office merges it into what others have written.
async function handIn(one, standing) {
  const draft = book.draftOf(one);
  await book.hand("answers", { wave: one.wave, worker: one.code, answers: touchedIn(draft, standing) }, { from: draft });
  announce(say("kept_answers", { name: one.name }));
  soon();
  go(home(one));
}

// Two helpers told different things: both are shown, a person decides.
export function conflict(one, code) {
  const clash = one.conflicts.find((other) => other.code === code);
  if (!clash) return go(`person/${at(one)}`);
  const question = questionsOf(one).find((other) => other.name === clash.question);
  const side = (it) => h("section", { class: "panel" },
    h("p", { class: "small quiet" }, say("told_by", { by: it.by, at: it.at })),
    h("p", { class: "strong" }, inWords(question, it.value)),
    button(say("this_holds"), async () => {
      await book.hand("settle", { wave: one.wave, worker: one.code, conflict: code, value: it.value });
      announce(say("kept_choice"));
      soon();
      go(`person/${at(one)}`);
    }, "button--primary"));
  show([
    link(say("back"), `person/${at(one)}`, "back"),
    h("h1", {}, say("two_answers")),
    h("p", {}, h("strong", {}, one.name), " · ", told(question.label)),
    side(clash.ours), side(clash.theirs),
  ]);
}
