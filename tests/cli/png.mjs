// A small PNG writer for label maps.
import { deflateSync } from 'node:zlib';

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xEDB88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes) => ~bytes.reduce((c, byte) => crcTable[(c ^ byte) & 255] ^ (c >>> 8), ~0) >>> 0;

const chunk = (type, data) => {
  const content = Buffer.concat([Buffer.from(type), data]);
  const size = Buffer.alloc(4);
  const check = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  check.writeUInt32BE(crc(content));
  return Buffer.concat([size, content, check]);
};

// `colorType` is PNG's: 0 grey, 2 RGB; `row(y)` gives a row's bytes.
const png = (width, height, colorType, row) => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = colorType;
  const rows = Array.from({ length: height }, (_, y) => Buffer.from([0, ...row(y)]));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))]);
};

// Rows of values from 0 to 255, and rows of ids as R + 256 G + 65536 B.
export const greyPng = (rows) => png(rows[0].length, rows.length, 0, (y) => rows[y]);
export const idPng = (rows) =>
  png(rows[0].length, rows.length, 2, (y) => rows[y].flatMap((id) => [id & 255, (id >> 8) & 255, id >> 16]));
