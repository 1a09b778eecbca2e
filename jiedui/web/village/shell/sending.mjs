// Sends what waits, in the order in which it was written: a few papers at a time, photographs
// one by one. Each paper has its own number, so that sending it again is harmless.
import { book, find, keepRound, photoOf, refused, taken, unsent, waiting } from "./book.mjs";
import { Refused, Unreachable, round, send, sendPhoto } from "./wire.mjs";

const AT_ONCE = 8;
const FIRST = 2_000, LONGEST = 300_000;

export const line = { state: "idle", at: null, pause: 0, said: "" };
let timer = 0, running = null, tell = () => {}, ended = () => {};

export function listen(onChange, onEnd) {
  tell = onChange;
  ended = onEnd;
  addEventListener("online", () => soon());
  addEventListener("offline", () => say("offline"));
}

function say(state, said = "") {
  Object.assign(line, { state, said });
  tell();
}

export function soon() {
  line.pause = 0;
  return go();
}

export function go() {
  clearTimeout(timer);
  running ??= once().finally(() => {
    running = null;
    if (line.state === "idle" && next().length > 0) go();
  });
  return running;
}

async function once() {
  if (!book.key) return;
  say("sending");
  try {
    // Again as long as something was written while the list was being fetched.
    do {
      for (let batch = next(); batch.length > 0; batch = next()) await deliver(batch);
      await keepRound(await round(book.key, waiting().length));
    } while (next().length > 0);
    Object.assign(line, { at: new Date(), pause: 0 });
    say("idle");
  } catch (fault) {
    if (fault instanceof Unreachable) return later();
    if (!(fault instanceof Refused)) throw fault;
    if (fault.code === "device-revoked") return ended();
    say("refused", fault.message);
  }
}

// Growing pauses, not all phones of a village at the same second.
function later() {
  line.pause = Math.min(line.pause ? line.pause * 2 : FIRST, LONGEST);
  timer = setTimeout(go, line.pause * (0.8 + 0.4 * Math.random()));
  say("offline");
}

export function rest() {
  clearTimeout(timer);
}

// The next papers that may travel together: never two forms of one person, because the second
// starts from the version that the first one makes.
function next() {
  const batch = [], people = new Set();
  for (const one of unsent()) {
    if (one.kind === "photo") return batch.length ? batch : [one];
    const who = one.told.answers && `${one.told.wave}/${one.told.worker}`;
    if (batch.length === AT_ONCE || people.has(who)) return batch;
    if (who) people.add(who);
    batch.push(one);
  }
  return batch;
}

async function deliver(batch) {
  const [first] = batch;
  const left = waiting().length;
  const answers =
    first.kind === "photo"
      ? [await sendPhoto(book.key, payload(first), await photoOf(first.id))]
      : (await send(book.key, batch.map(payload), left)).papers;
  for (const answer of answers) {
    const one = batch.find((paper) => paper.id === answer.id);
    if (answer.state === "taken") await taken(one, answer.answer);
    else await refused(one, answer);
    tell();
  }
}

function payload(one) {
  const { refused: _, ...told } = one.told;
  if (told.answers) told.answers = rebased(told);
  return { id: one.id, ...told };
}

// An answer that this phone itself has sent since is no second opinion.
function rebased({ wave, worker, answers }) {
  const person = find(wave, worker);
  return Object.fromEntries(
    Object.entries(answers).map(([question, [base, value]]) => {
      const known = person?.answers[question];
      return [question, [known?.mine ? Math.max(base, known.version) : base, value]];
    }),
  );
}
