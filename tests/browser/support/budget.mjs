// What a page costs somebody who opens it for the first time: requests, and bytes as they come over the line, compressed and with
// their headers.

// Opens `address` in a window that loaded nothing yet. Gives { requests, bytes, parts: [{ url, bytes }] }.
export async function budget(page, address) {
  const network = await page.context().newCDPSession(page);
  const urls = new Map();
  const parts = [];
  network.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    parts.push({ url: urls.get(requestId), bytes: encodedDataLength });
  });
  await network.send('Network.enable');
  await network.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto(address, { waitUntil: 'networkidle' });
  await network.detach();
  const loaded = parts.filter(({ url }) => !url.startsWith('data:'));
  return { requests: loaded.length, bytes: loaded.reduce((sum, part) => sum + part.bytes, 0), parts: loaded };
}
