// The weakest contrast of a text of the page with its ground, and that text.
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = (color) => rgb(color).slice(0, 3).reduce((sum, each, place) => sum + linear(each / 255) * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) if (rgb(getComputedStyle(at).backgroundColor)[3]) return getComputedStyle(at).backgroundColor;
    return "white";
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((first, second) => first - second);
    return (high + 0.05) / (low + 0.05);
  };
  const hasText = (each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const found = [...document.querySelectorAll("main *")].filter(hasText).map((each) => {
    const style = getComputedStyle(each);
    return [ratio(each.namespaceURI.endsWith("svg") ? style.fill : style.color, ground(each)), each.outerHTML.slice(0, 80)];
  });
  return found.sort((one, other) => one[0] - other[0])[0];
})()
