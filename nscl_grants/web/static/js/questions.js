// Questions that hang on another answer are shown only while that answer calls for them.
// Without this script all of them are shown, each with the words of its condition.

for (const block of document.querySelectorAll(".asked-if")) {
  const form = block.closest("form");
  const { when, values } = block.dataset;
  const wanted = values ? values.split(" ") : [];

  const update = () => {
    const given = new FormData(form).getAll(when).filter((value) => value !== "");
    const called = wanted.length ? given.some((value) => wanted.includes(value)) : given.length > 0;
    block.hidden = !called && !block.querySelector(".bad");
  };

  block.querySelector(":scope > .asked-why")?.classList.add("visually-hidden");
  form.addEventListener("change", update);
  update();
}
