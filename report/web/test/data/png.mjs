// Draws screenshots: a PNG of a text screen with blocks for characters.
import { crc32, deflateSync } from "node:zlib";

function crc(bytes) {
  if (crc32) {
    return crc32(bytes);
  }
  let value = -1;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
  }
  return (value ^ -1) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc(body), body.length + 4);
  return result;
}

/** @param lines the text of the screen; a line that begins with "!" is red */
export function screenshot(lines, width = 640, height = 400) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  const set = (x, y, [r, g, b]) => {
    const at = y * (width * 3 + 1) + 1 + x * 3;
    rows[at] = r;
    rows[at + 1] = g;
    rows[at + 2] = b;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      set(x, y, [12, 14, 30 + Math.floor((y / height) * 40)]);
    }
  }
  lines.forEach((line, row) => {
    const color = line.startsWith("!") ? [235, 90, 80] : row === 0 ? [240, 240, 240] : [150, 170, 200];
    [...line.replace(/^!/, "")].forEach((character, column) => {
      if (character === " ") {
        return;
      }
      // A pattern for each character, so that a difference of one shows.
      for (let dy = 0; dy < 10; dy++) {
        for (let dx = 0; dx < 6; dx++) {
          const on = (character.codePointAt(0) * 2654435761 + dy * 40503 + dx * 97) % 7 < 4 && (dx + dy) % 5 > 0;
          const [x, y] = [16 + column * 8 + dx, 20 + row * 15 + dy];
          if (on && x < width && y < height) {
            set(x, y, color);
          }
        }
      }
    });
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}
