// Which questions are asked, and whether an answer will do: the trees that the question set
// carries ({"all": […]}, {"question": q, "is": v} …), read exactly as the office reads them.
export const has = (value) =>
  value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);

export function holds(tree, answers) {
  if (!tree) return true;
  if (tree.all) return tree.all.every((one) => holds(one, answers));
  if (tree.any) return tree.any.some((one) => holds(one, answers));
  if (tree.not) return !holds(tree.not, answers);
  const value = answers[tree.question];
  if ("told" in tree) return has(value) === tree.told;
  return has(value) && compare(tree, value);
}

function compare(tree, value) {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if ("is" in tree) return only === tree.is;
  if ("holds" in tree) return Array.isArray(value) ? value.includes(tree.holds) : value === tree.holds;
  if ("matches" in tree) return !Array.isArray(value) && new RegExp(`^(?:${tree.matches})$`, "u").test(String(value));
  const bound = tree.least ?? tree.most ?? tree.above ?? tree.below;
  if (Array.isArray(value) || typeof value !== typeof bound) return false;
  if ("least" in tree) return value >= bound;
  if ("most" in tree) return value <= bound;
  return "above" in tree ? value > bound : value < bound;
}

// The questions that concern somebody who answered so, and the answers that still stand: one
// whose question is no longer asked counts for nothing.
export function asked(questions, answers) {
  const standing = {}, path = [];
  for (const question of questions) {
    if (!holds(question.relevant, standing)) continue;
    path.push(question);
    if (has(answers[question.name])) standing[question.name] = answers[question.name];
  }
  return { path, standing };
}

// What is wrong with an answer: "required", "number", "phone", "limit", or "" when it will do.
export function fault(question, value) {
  if (!has(value)) return question.required ? "required" : "";
  if (question.type === "number" && !(Number.isInteger(value) && Math.abs(value) < 1e7)) return "number";
  if (question.type === "phone" && value.replace(/\D/g, "").length < 7) return "phone";
  return holds(question.limit, { [question.name]: value }) ? "" : "limit";
}
