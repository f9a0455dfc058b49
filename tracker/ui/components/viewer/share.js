// A file for the phone's own share sheet, where there is one, and else to be saved. It is made of
// what the page holds already: nothing is uploaded.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".share");
  const share = root.querySelector("button"), save = root.querySelector("a");
  const bytes = Uint8Array.from(atob(data.content), (letter) => letter.charCodeAt(0));
  const file = new File([bytes], data.name, { type: data.media_type });
  const address = URL.createObjectURL(file);
  share.textContent = data.words.share;
  share.hidden = !navigator.canShare?.({ files: [file] });
  save.textContent = data.words.save;
  save.href = address;
  save.download = data.name;
  save.hidden = !data.saves;
  share.onclick = () =>
    navigator.share({ files: [file], title: data.name }).catch(() => {}); // closed again: no error
  return () => URL.revokeObjectURL(address);
}
