// Leaves the page of an outage as soon as there is something else to show.

const pause = 2000;

async function look() {
  try {
    const answer = await fetch("/session/", { cache: "no-store" });
    if (answer.status !== 503) {
      location.replace("/session/");
      return;
    }
  } catch {
    // The application itself is away.
  }
  setTimeout(look, pause);
}

setTimeout(look, pause);
