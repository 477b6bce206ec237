// A chart that the server drew as SVG, and a button that saves it as a PNG picture.
const SCALE = 2; // twice as many pixels as it has on the page: sharp in print

export default function ({ data, parentElement }) {
  let box = parentElement.querySelector(".pa-picture");
  if (!box) {
    box = document.createElement("figure");
    box.className = "pa-picture";
    box.append(new Image(), document.createElement("button"));
    parentElement.append(box);
  }
  const [picture, button] = box.children;
  picture.alt = data.alt;
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(data.svg)}`;
  button.type = "button";
  button.textContent = "存为图片";
  button.title = `把「${data.name}」存为 PNG 图片`;
  button.onclick = () => {
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth * SCALE;
    canvas.height = picture.naturalHeight * SCALE;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const link = Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: `${data.name}.png` });
    link.click();
  };
}
