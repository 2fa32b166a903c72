// Read a label with the camera where the browser can; a scanner that types needs nothing of this.
const form = document.querySelector("[data-scan]");
const button = form?.querySelector("[data-scan-camera]");
const video = form?.querySelector("video");
const refused = form?.querySelector("[data-scan-refused]");

async function look() {
  const detector = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.hidden = false;
  await video.play();
  for (;;) {
    const [code] = await detector.detect(video).catch(() => []);
    if (code) {
      video.srcObject.getTracks().forEach((track) => track.stop());
      form.elements.code.value = code.rawValue;
      form.submit();
      return;
    }
    await new Promise((next) => setTimeout(next, 200));
  }
}

if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", () => look().catch(() => (refused.hidden = false)));
}
for (const each of document.querySelectorAll("[data-print]")) {
  each.hidden = false;
  each.addEventListener("click", () => window.print());
}
