// The helper's book: today's round, what is begun, and what waits to be sent. Every change is
// sealed and on the disk before the page moves on.
import * as store from "./store.mjs";
import * as vault from "./vault.mjs";

export const book = { key: "", round: null, drafts: new Map(), out: [], last: 0, renamed: new Map() };

const uuid = () => crypto.randomUUID();
const fresh = (kind, more) => ({ id: uuid(), kind, n: ++book.last, sent: false, ...more });

export async function begin(deviceKey) {
  book.key = deviceKey;
  await store.keep(await vault.seal({ id: "key", kind: "key", n: 0 }, deviceKey));
}

export async function read() {
  Object.assign(book, { key: "", round: null, drafts: new Map(), out: [], last: 0 });
  for (const paper of await store.papers()) {
    book.last = Math.max(book.last, paper.n);
    if (paper.kind === "photo") book.out.push({ ...paper, told: await noteOf(paper.id) });
    else if (paper.kind !== "note") await lay(paper, await vault.unseal(paper));
  }
}

// What a photograph belongs to lies beside it, so that its bytes need not be opened to know.
const noteOf = async (id) => vault.unseal(await store.paper(`note:${id}`));

async function lay(paper, value) {
  if (paper.kind === "key") book.key = value;
  else if (paper.kind === "round") book.round = value;
  else if (paper.kind === "draft") book.drafts.set(spot(value.wave, value.worker), { paper, ...value });
  else book.out.push({ id: paper.id, kind: paper.kind, n: paper.n, sent: paper.sent, told: value });
}

export const spot = (wave, worker) => `${wave}/${worker}`;

// The clock of the phone, as far as the office's was off it when they last spoke.
export const skew = () => book.round?.skew ?? 0;
export const now = () => new Date(Date.now() + skew());

export async function keepRound(round) {
  round.skew = Date.parse(round.now) - Date.now();
  for (const person of round.households.flatMap((house) => house.people)) remember(person);
  const gone = book.out.filter((one) => one.sent).map((one) => one.id);
  const put = await vault.seal({ id: "round", kind: "round", n: 0 }, round);
  await store.change([put], [...gone, ...gone.map((id) => `note:${id}`)]);
  book.round = round;
  book.out = book.out.filter((one) => !one.sent);
}

// What this phone itself has written is no second opinion, also after the list was fetched anew.
function remember(person) {
  const before = book.round && find(person.wave, person.code);
  for (const [name, answer] of Object.entries(person.answers)) {
    const known = before?.answers[name];
    if (known?.mine && known.version === answer.version) answer.mine = true;
  }
}

const keepCopy = async () =>
  book.round && store.keep(await vault.seal({ id: "round", kind: "round", n: 0 }, book.round));

// One answer of one person, kept the moment it is given.
export async function note(person, question, value, base) {
  const at = spot(person.wave, person.code);
  const draft = book.drafts.get(at) ?? {
    paper: fresh("draft"), wave: person.wave, worker: person.code, answers: {},
  };
  draft.answers[question] = { value, base };
  book.drafts.set(at, draft);
  const { paper, ...value_ } = draft;
  await store.keep(await vault.seal(strip(paper), value_));
}

const strip = ({ id, kind, n, sent }) => ({ id, kind, n, sent });

// Ready to be sent. With `from`, the draft it was made of goes in the same breath.
export async function hand(kind, told, { from, bytes } = {}) {
  const paper = fresh(bytes ? "photo" : "out");
  const value = { kind, made_at: new Date().toISOString(), skew: skew(), ...told };
  const put = [await vault.seal(paper, bytes ?? value)];
  if (bytes) put.push(await vault.seal({ id: `note:${paper.id}`, kind: "note", n: paper.n }, value));
  await store.change(put, from ? [from.paper.id] : []);
  if (from) book.drafts.delete(spot(from.wave, from.worker));
  book.out.push({ ...paper, told: value });
  return paper.id;
}

export const waiting = () => book.out.filter((one) => !one.sent);
export const unsent = () => waiting().filter((one) => !one.told.refused);
export const photoOf = async (id) => vault.unsealBytes(await store.paper(id));

// The office has it. A photograph is not kept any longer than that.
export async function taken(one, answer) {
  one.sent = true;
  delete one.told.refused;
  if (one.told.kind === "member") one.told.code = answer.worker;
  const put = [await vault.seal({ ...strip(one), kind: "out" }, one.told)];
  one.kind = "out";
  if (one.told.kind === "member") put.push(...(await rename(`new:${one.id}`, answer.worker)));
  await store.change(put, [`note:${one.id}`]);
  if (learn(one.told, answer)) await keepCopy();
}

// Somebody new has got a number at the office; what is begun or waits follows the person.
async function rename(from, to) {
  book.renamed.set(from, to);
  const put = [];
  for (const draft of [...book.drafts.values()].filter((one) => one.worker === from)) {
    book.drafts.delete(spot(draft.wave, from));
    draft.worker = to;
    book.drafts.set(spot(draft.wave, to), draft);
    const { paper, ...value } = draft;
    put.push(await vault.seal(strip(paper), value));
  }
  for (const one of unsent().filter((one) => one.kind === "out" && one.told.worker === from)) {
    one.told.worker = to;
    put.push(await vault.seal(strip(one), one.told));
  }
  return put;
}

export async function refused(one, { code, message }) {
  one.told.refused = { code, message };
  const photo = one.kind === "photo";
  const paper = photo ? { id: `note:${one.id}`, kind: "note", n: one.n } : strip(one);
  await store.keep(await vault.seal(paper, one.told));
}

export async function again(one) {
  delete one.told.refused;
  const photo = one.kind === "photo";
  const paper = photo ? { id: `note:${one.id}`, kind: "note", n: one.n } : strip(one);
  await store.keep(await vault.seal(paper, one.told));
}

export async function discard(one) {
  await store.change([], [one.id, `note:${one.id}`]);
  book.out = book.out.filter((other) => other !== one);
}

// What the office answered changes the copy on the phone: the next correction of the same
// person starts from the version it made, and a second opinion is seen at once.
function learn(told, answer) {
  const person = told.worker && find(told.wave, told.worker);
  if (told.kind === "settle") {
    for (const one of everybody()) one.conflicts = one.conflicts.filter((c) => c.code !== told.conflict);
    return true;
  }
  if (!told.answers || !person) return false;
  for (const question of [...answer.accepted, ...answer.same]) {
    const value = told.answers[question]?.[1];
    person.answers[question] = { value, version: answer.version, mine: true };
  }
  person.conflicts = [...person.conflicts, ...answer.conflicts];
  return true;
}

export const everybody = () => (book.round?.households ?? []).flatMap((house) => house.people);
export function find(wave, code) {
  const now = book.renamed.get(code) ?? code;
  return everybody().find((one) => one.code === now && one.wave === wave) ?? newcomer(wave, now);
}

const codeOf = (met) => met.told.code ?? `new:${met.id}`;

// Somebody who was met at home and is not on the list yet.
export function newcomer(wave, code) {
  const met = book.out.find((one) => one.told.kind === "member" && codeOf(one) === code);
  return met && {
    code, wave, name: met.told.name, born_on: met.told.born_on, phone: "", stage: "", version: 0,
    answers: {}, last: null, conflicts: [], declined: false, isNew: true,
  };
}

export function peopleOf(house) {
  const met = book.out.filter(
    (one) => one.told.kind === "member" && one.told.household === house.code && one.told.wave === house.wave,
  );
  const known = new Set(house.people.map((one) => one.code));
  const others = met.map((one) => newcomer(house.wave, codeOf(one)));
  return [...house.people, ...others.filter((one) => !known.has(one.code))];
}

export const draftOf = (person) => book.drafts.get(spot(person.wave, person.code));
const handed = (person, kinds) =>
  book.out.findLast((one) => one.told.worker === person.code && one.told.wave === person.wave && kinds.includes(one.told.kind));

// The person was read what is kept and why, and said no.
function declined(person) {
  const heard = book.out.findLast((one) =>
    one.told.kind === "consent" && one.told.required && one.told.worker === person.code && one.told.wave === person.wave);
  return heard ? !heard.told.agreed : person.declined;
}

// conflict, filled, declined, begun or "" (nobody has asked yet)
export function standing(person) {
  if (person.conflicts.some((one) => !settled(one))) return "conflict";
  if (declined(person)) return "declined";
  if (draftOf(person)) return "begun";
  if (handed(person, ["answers", "unchanged"]) || person.stage === "finished") return "filled";
  return Object.keys(person.answers).length ? "begun" : "";
}

export const settled = (conflict) =>
  book.out.some((one) => one.told.kind === "settle" && one.told.conflict === conflict.code && !one.told.refused);

export const outcomeOf = (house) =>
  book.out.findLast((one) => one.told.kind === "outcome" && one.told.assignment === house.assignment)?.told.outcome ?? house.outcome;

export function isDone(house) {
  const people = peopleOf(house);
  return people.length > 0 && people.every((one) => ["filled", "declined"].includes(standing(one)));
}

// What the form already knows of a question: the newest of draft, paper under way, office.
export function known(person, question) {
  const draft = draftOf(person)?.answers[question];
  if (draft) return draft.value;
  const sent = handed(person, ["answers", "unchanged"])?.told.answers[question];
  return sent ? sent[1] : person.answers[question]?.value;
}

export const baseOf = (person, question) => person.answers[question]?.version ?? 0;
