// What lies on the phone: one lock and many papers, in IndexedDB. This file sees ciphertext,
// numbers and flags; what a paper says is known only to vault.mjs.
const NAME = "jiedui-village";
let opening;

function open() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("lock");
      asked.result.createObjectStore("papers", { keyPath: "id" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => failed(asked.error);
  });
  return opening;
}

// One transaction that lasts: it is on the disk before we say so, a killed tab loses nothing.
async function within(name, mode, act) {
  const base = await open();
  return new Promise((done, failed) => {
    const deal = base.transaction(name, mode, { durability: "strict" });
    let answer;
    deal.oncomplete = () => done(answer?.result);
    deal.onerror = deal.onabort = () => failed(deal.error);
    answer = act(deal.objectStore(name));
  });
}

export const lock = () => within("lock", "readonly", (store) => store.get("it"));
export const keepLock = (it) => within("lock", "readwrite", (store) => store.put(it, "it"));

// Counted before the PIN is tried, so that killing the tab gives no free guess.
export function countTry() {
  return within("lock", "readwrite", (store) => {
    const asked = store.get("it");
    asked.onsuccess = () => {
      asked.result.failures += 1;
      store.put(asked.result, "it");
    };
    return asked;
  });
}

export const paper = (id) => within("papers", "readonly", (store) => store.get(id));
export const keep = (paper) => within("papers", "readwrite", (store) => store.put(paper));
export const drop = (id) => within("papers", "readwrite", (store) => store.delete(id));

// Several papers change together or not at all.
export function change(put, gone = []) {
  return within("papers", "readwrite", (store) => {
    for (const id of gone) store.delete(id);
    for (const paper of put) store.put(paper);
  });
}

// Without the bodies of photographs: a season of them does not fit into a cheap phone's memory.
export async function papers() {
  const found = [];
  await within("papers", "readonly", (store) => {
    store.openCursor().onsuccess = ({ target: { result: at } }) => {
      if (!at) return;
      const { body, ...rest } = at.value;
      found.push(rest.kind === "photo" ? rest : at.value);
      at.continue();
    };
  });
  return found.sort((a, b) => a.n - b.n);
}

// A lost phone: gone is what the office already has; the rest stays shut.
export async function dropKnown() {
  const known = (await papers()).filter((one) => one.sent || one.kind === "round");
  await change([], known.map((one) => one.id));
}

export async function destroy() {
  (await open()).close();
  opening = undefined;
  await new Promise((done) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = done;
  });
}
