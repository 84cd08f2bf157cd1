// What a host adds to its page where the receiver takes posts with a token only: a function that
// asks the host's own session for one. The widget calls it before each post, and once more, with
// `refresh`, where the last token was refused. Here each call gives a new one.
document.querySelector("touch-base").tokenProvider = async () => {
  const answer = await fetch("session/token", { method: "POST" });
  if (answer.status === 401) return null; // nobody is signed in: the request waits until somebody is
  if (!answer.ok) throw new Error("no token");
  return (await answer.json()).token;
};
