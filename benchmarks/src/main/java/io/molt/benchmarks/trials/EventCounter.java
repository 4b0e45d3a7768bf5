package io.molt.benchmarks.trials;

import java.nio.ByteBuffer;

/** Counts the events of one stream, whose data begins with their number, and sees whether one is missing. */
final class EventCounter {
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':', ' '};
  private static final byte[] PLACE = {'i', 'd', ':', ' '};

  private int data;
  private int place;
  private boolean inNumber;
  private boolean begun;
  private boolean inOrder = true;
  private long number;
  private int count;

  int count() {
    return count;
  }

  boolean isInOrder() {
    return inOrder;
  }

  /** Returns whether the place to come back to has come, which is sent as soon as the subscription is there. */
  boolean hasBegun() {
    return begun;
  }

  void read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (inNumber) {
        digit(next);
      } else {
        data = next == '\n' ? 0 : matched(DATA, data, next);
        place = next == '\n' ? 0 : matched(PLACE, place, next);
        begun |= place == PLACE.length;
        inNumber = data == DATA.length;
      }
    }
  }

  private void digit(byte next) {
    if (next >= '0' && next <= '9') {
      number = number * 10 + next - '0';
      return;
    }
    count++;
    inOrder &= number == count;
    number = 0;
    inNumber = false;
    data = -1;
  }

  /** Returns how much of a line's beginning has come, -1 if it begins otherwise. */
  private static int matched(byte[] expected, int before, byte next) {
    return before >= 0 && before < expected.length && expected[before] == next ? before + 1 : -1;
  }
}
