// The list of today, one house, somebody new at home, what waits to be sent, and the phone.
import * as book from "./book.mjs";
import { whoIs } from "./form.mjs";
import { announce, bar, button, day, field, go, h, hour, link, say, show, tag, told } from "./page.mjs";
import { shrink } from "./photo.mjs";
import { line, soon } from "./sending.mjs";

const STATES = { conflict: "stop", filled: "done", declined: "wait", begun: "river" };
const stateTag = (state) => (state ? tag(say(`state_${state}`), STATES[state]) : null);
const outcomes = () => book.book.round.outcomes;
const outcomeName = (code) => told(outcomes().find((one) => one.name === code));

function standingOf(house) {
  const states = book.peopleOf(house).map(book.standing);
  if (states.includes("conflict")) return stateTag("conflict");
  if (book.isDone(house)) return tag(say("state_filled"), "done");
  if (states.some(Boolean)) return stateTag("begun");
  const outcome = book.outcomeOf(house);
  return outcome ? tag(outcomeName(outcome), "wait") : null;
}

export function round() {
  const today = book.book.round;
  if (!today) return show([h("h1", {}, say("round")), h("p", {}, say("no_round")), button(say("fetch"), soon, "button--primary")]);
  const houses = today.households;
  const done = houses.filter(book.isDone).length;
  show([
    h("h1", {}, say("round")),
    h("p", { class: "quiet" }, say("round_of", { day: day(today.on), name: today.helper })),
    houses.length > 0 && bar(done, houses.length, say("houses_done")),
    onward(),
    houses.length === 0 && h("p", { class: "note" }, say("no_houses")),
    h("ol", { class: "rows houses" }, houses.map((house) => h("li", {},
      h("a", { href: `#/house/${house.assignment}` },
        h("span", {}, h("strong", {}, house.head), h("small", {}, [house.place, many(house)].join(" ·\u00a0"))),
        standingOf(house))))),
  ]);
}

// A number and its word stay on one line.
const many = (house) => say("people", { n: book.peopleOf(house).length }).replaceAll(" ", "\u00a0");

// The next door on the way behind which nobody has been asked, after this one or from the start.
function onward(from) {
  const houses = book.book.round.households;
  const open = (one) => one !== from && !book.isDone(one) && !book.outcomeOf(one);
  const next = houses.slice(houses.indexOf(from) + 1).find(open) ?? houses.find(open);
  return next && link(say("next_house", { head: next.head }), `house/${next.assignment}`, "button button--primary");
}

export const houseAt = (assignment) => book.book.round?.households.find((one) => String(one.assignment) === assignment);

export function house(one) {
  const done = book.isDone(one), outcome = done ? "" : book.outcomeOf(one);
  const photos = book.book.out.filter((other) => other.told.kind === "photo" && other.told.assignment === one.assignment).length;
  show([
    link(say("back_round"), "round", "back"),
    h("h1", {}, one.head),
    h("p", { class: "quiet" }, one.place),
    h("p", { class: done && "note note--success" }, say(done ? "house_done" : "tap_a_name")),
    h("ul", { class: "rows" }, book.peopleOf(one).map((person) => h("li", {},
      h("a", { href: `#/person/${person.wave}/${person.code}` },
        h("span", {}, h("strong", {}, person.name), h("small", {}, whoIs(person))),
        stateTag(book.standing(person)))))),
    (done || outcome) && onward(one),
    !done && h("section", { class: "section section--near" }, h("h2", {}, say("not_met")),
      outcome && h("p", { class: "quiet" }, say("outcome_kept", { outcome: outcomeName(outcome) })),
      taps(one, outcome, (choice) => !choice.by_phone),
      h("h3", {}, say("not_reached")), taps(one, outcome, (choice) => choice.by_phone)),
    h("section", { class: "section section--near stack" },
      photoField(one, photos),
      link(say("add_member"), `member/${one.assignment}`, "button")),
  ]);
}

const taps = (one, outcome, which) =>
  h("div", { class: "taps" }, outcomes().filter(which).map((choice) => outcomeTap(one, choice, outcome)));

function outcomeTap(one, choice, chosen) {
  const it = button(told(choice), async () => {
    await book.hand("outcome", { wave: one.wave, assignment: one.assignment, outcome: choice.name });
    announce(say("kept_outcome", { head: one.head, outcome: told(choice) }));
    soon();
    go("round");
  }, "tap");
  it.classList.remove("button");
  it.setAttribute("aria-pressed", String(choice.name === chosen));
  return it;
}

function photoField(one, many) {
  const input = h("input", { id: "photo", type: "file", accept: "image/*", capture: "environment", hidden: true });
  input.addEventListener("change", async () => {
    if (!input.files[0]) return;
    announce(await keepPhoto(one, input.files[0]));
    soon();
    house(one);
  });
  return h("div", {}, button(say("photo"), () => input.click()), input, many > 0 && h("p", { class: "quiet" }, say("photos", { n: many })));
}

async function keepPhoto(one, file) {
  try {
    const bytes = await shrink(file);
    await book.hand("photo", { wave: one.wave, assignment: one.assignment }, { bytes });
    return say("photo_kept", { kb: Math.round(bytes.byteLength / 1024) });
  } catch (fault) {
    if (fault.name !== "InvalidStateError") throw fault;
    return say("photo_unreadable");
  }
}

// Somebody who lives here and is not on the list.
export function member(one) {
  const wrong = h("p", { class: "note note--error", role: "alert", hidden: true }, say("wrong_member"));
  const it = h("form", { class: "form" },
    field(say("name"), h("input", { type: "text", name: "name", maxlength: 60, required: true, autocomplete: "off" })),
    field(say("born_on"), h("input", { type: "date", name: "born_on", required: true, min: "1920-01-01" })),
    field(say("phone_number"), h("input", { type: "tel", name: "phone", maxlength: 20, autocomplete: "off" }), say("if_any")),
    wrong, h("button", { class: "button button--primary" }, say("add")));
  it.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(it));
    const name = values.name.trim();
    const age = (book.now() - new Date(values.born_on)) / 31_557_600_000;
    if (!name || !(age >= 16)) return (wrong.hidden = false);
    const id = await book.hand("member", { wave: one.wave, assignment: one.assignment, household: one.code, ...values, name });
    announce(say("kept_member", { name }));
    soon();
    go(`person/${one.wave}/new:${id}`);
  });
  show([link(say("back_house"), `house/${one.assignment}`, "back"), h("h1", {}, say("add_member")), it]);
}

// What waits, what was sent, and what the office could not take.
const aboutOf = ({ told: it }) => {
  const person = it.worker && book.find(it.wave, it.worker);
  const house = it.assignment && houseAt(String(it.assignment));
  return [say(`paper_${it.kind}`), person?.name ?? it.name ?? house?.head].filter(Boolean).join(" · ");
};

export function waiting() {
  const refused = book.waiting().filter((one) => one.told.refused);
  const open = book.unsent();
  const sent = book.book.out.filter((one) => one.sent);
  show([
    h("h1", {}, say("waiting")),
    h("p", {}, lineSaid()),
    button(say("send_now"), soon, "button--primary"),
    refused.length > 0 && h("section", { class: "section section--near" }, h("h2", {}, say("not_taken")), h("ul", { class: "stack" }, refused.map(refusedRow))),
    open.length > 0 && h("section", { class: "section section--near" }, h("h2", {}, say("to_send", { n: open.length })),
      h("ul", { class: "rows plain" }, open.map((one) => h("li", {}, aboutOf(one))))),
    h("p", { class: "quiet" }, sent.length ? say("sent_today", { n: sent.length }) : ""),
    drafts(),
  ]);
}

const refusedRow = (one) => h("li", { class: "panel" },
  h("p", { class: "strong" }, aboutOf(one)), h("p", {}, one.told.refused.message),
  h("div", { class: "pairs" },
    button(say("send_again"), async () => { await book.again(one); await soon(); waiting(); }),
    button(say("discard"), async () => { if (confirm(say("discard_sure"))) await book.discard(one); waiting(); }, "button--danger")));

function drafts() {
  const begun = [...book.book.drafts.values()].map((draft) => book.find(draft.wave, draft.worker)).filter(Boolean);
  return begun.length > 0 && h("section", { class: "section section--near" }, h("h2", {}, say("begun")),
    h("ul", { class: "rows" }, begun.map((one) => h("li", {}, link(one.name, `person/${one.wave}/${one.code}`)))));
}

export function lineSaid() {
  if (line.state === "sending") return say("line_sending");
  if (line.state === "refused") return line.said;
  if (line.state === "offline" && !book.waiting().length) return say("line_offline_idle");
  if (line.state === "offline") return say("line_offline", { n: book.waiting().length });
  if (book.unsent().length) return say("line_waiting", { n: book.unsent().length });
  if (book.waiting().length) return say("line_kept_back", { n: book.waiting().length });
  return line.at ? say("line_sent", { at: hour(line.at) }) : say("line_idle");
}

export function phone(lockNow) {
  show([
    h("h1", {}, say("phone")),
    h("p", {}, say("phone_lead")),
    button(say("lock_now"), lockNow, "button--primary"),
    button(say("fetch"), soon),
    h("p", { class: "quiet" }, lineSaid()),
    h("a", { class: "button", href: "/village/" }, say("plain_form")),
  ]);
}
