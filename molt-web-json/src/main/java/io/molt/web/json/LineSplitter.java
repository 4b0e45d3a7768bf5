package io.molt.web.json;

import org.jspecify.annotations.Nullable;

/** Finds the values of NDJSON: one a line, blank lines between them. */
final class LineSplitter extends Splitter {
  private boolean within;

  LineSplitter(int maxElement) {
    super(maxElement);
  }

  @Override
  Found seek() {
    while (!within && at < limit) {
      if (isBlank(bytes[at])) {
        at++;
      } else {
        begin();
        within = true;
      }
    }
    if (within) {
      return Found.ELEMENT;
    }
    return finished ? Found.END : Found.NEED_BYTES;
  }

  @Override
  @Nullable Element take() {
    while (at < limit && bytes[at] != '\n') {
      at++;
    }
    if (at == limit && !finished) {
      keep();
      return null;
    }
    within = false;
    return end(-1);
  }
}
