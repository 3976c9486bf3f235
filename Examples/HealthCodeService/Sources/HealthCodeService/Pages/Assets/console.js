// Live counters, and a job's page that is looked at again until it has ended. Without this script both pages work by reloading.
const counts = document.getElementById("counts");
if (counts) {
  setInterval(async () => {
    const answer = await fetch("/console/counts");
    if (!answer.ok) return;
    for (const [color, count] of Object.entries(await answer.json())) {
      const number = counts.querySelector(`[data-color="${color}"]`);
      if (number.textContent !== String(count)) number.textContent = count;
    }
  }, 5000);
}
const refresh = document.querySelector("[data-refresh]");
if (refresh) setTimeout(() => location.assign(refresh.href), 1000);
