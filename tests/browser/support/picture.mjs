// A picture such as a phone takes of a document: a card on a table, as a PNG (W3C PNG, third edition).

import { deflateSync } from 'node:zlib';

const WIDTH = 900;
const HEIGHT = 600;
const TABLE = [122, 104, 88];
const INK = [40, 44, 60];

// `card` is the colour of the card; two sides of a document differ in it.
export function picture(card) {
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) rows.set(colour(x, y, card), y * (1 + WIDTH * 3) + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const place = chunk('tEXt', Buffer.from('Comment\0lat 4.6097 lon -74.0817'));
  const parts = [chunk('IHDR', header), place, chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function colour(x, y, card) {
  const isOnTable = x < 60 || x > WIDTH - 60 || y < 60 || y > HEIGHT - 60;
  if (isOnTable) return TABLE;
  const isPortrait = x > 110 && x < 330 && y > 180 && y < 460;
  const isLine = x > 390 && x < 760 && y > 180 && y % 60 < 14;
  return isPortrait || isLine ? INK : card;
}

function chunk(name, content) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(name), content]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

// Of Node's own only from version 22 on.
function crc32(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}
