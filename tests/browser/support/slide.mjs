// The hand that goes from red on the left to green on the right.

// With a finger or a mouse, from one end to the other.
export async function slidesTheHand(person, label) {
  const hand = person.page.getByRole('slider', { name: label, exact: true });
  await hand.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await hand.boundingBox();
  const middle = y + height / 2;
  const { mouse } = person.page;
  await mouse.move(x + height / 2, middle);
  await mouse.down();
  await mouse.move(x + width / 2, middle, { steps: 4 });
  await mouse.move(x + width - 4, middle, { steps: 4 });
  await mouse.up();
}
