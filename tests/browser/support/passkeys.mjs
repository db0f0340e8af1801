// A device that keeps passkeys and knows its owner's finger: Chromium's own, over its protocol for developers.

const OWNER_AT_HAND = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

// Gives the window such a device. Its finger may be taken away: `await device.isOwner(false)`.
export async function passkeyDevice(page) {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('WebAuthn.enable');
  const { authenticatorId } = await protocol.send('WebAuthn.addVirtualAuthenticator', { options: OWNER_AT_HAND });
  return {
    isOwner: (isUserVerified) => protocol.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}
