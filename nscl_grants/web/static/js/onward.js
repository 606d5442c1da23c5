// A step between two sites goes on by itself: the form is sent, or the link is followed.

const onward = document.querySelector("[data-onward]");
if (onward instanceof HTMLFormElement) onward.submit();
else if (onward) location.replace(onward.href);
