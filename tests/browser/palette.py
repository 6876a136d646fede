"""A screenshot in 256 colours, a third of its size: Chromium picks the colours, and a few chunks make the PNG."""

import base64
import struct
import zlib

from playwright.sync_api import Browser

_PICK = """
async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const seen = context.getImageData(0, 0, image.width, image.height).data;
  const colour = (at) => (seen[at] << 16) | (seen[at + 1] << 8) | seen[at + 2];
  const apart = (a, b) =>
    Math.abs((a >> 16) - (b >> 16)) + Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) + Math.abs((a & 255) - (b & 255));
  const count = new Map();
  for (let at = 0; at < seen.length; at += 4) count.set(colour(at), (count.get(colour(at)) ?? 0) + 1);
  const common = [...count].sort((a, b) => b[1] - a[1]).map(([found]) => found);
  const palette = common.slice(0, 96);
  for (const next of common)
    if (palette.length < 256 && palette.every((kept) => apart(kept, next) > 20)) palette.push(next);
  const nearest = new Map();
  for (const next of common) {
    let best = 0;
    palette.forEach((kept, index) => { if (apart(kept, next) < apart(palette[best], next)) best = index; });
    nearest.set(next, best);
  }
  const indices = new Uint8Array(seen.length / 4);
  for (let at = 0; at < indices.length; at++) indices[at] = nearest.get(colour(at * 4));
  const reader = new FileReader();
  reader.readAsDataURL(new Blob([indices]));
  await new Promise((done) => { reader.onload = done; });
  return [image.width, image.height, palette, reader.result.split(",")[1]];
}
"""


def in_256_colours(browser: Browser, png: bytes) -> bytes:
    """The same picture as an indexed PNG."""
    page = browser.new_page()
    found = page.evaluate(_PICK, "data:image/png;base64," + base64.b64encode(png).decode())
    page.close()
    width, height, palette, packed = found
    indices = base64.b64decode(packed)
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, len(indices), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(int(colour).to_bytes(3, "big") for colour in palette)
    chunks = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
