package io.molt.web.coding;

import java.util.zip.CRC32;

/** The head of a gzip member (RFC 1952 section 2.3), taken byte by byte; nothing of it is kept. */
final class GzipHead {
  private static final int LENGTH = 10;
  private static final int FLAG_CHECKSUM = 0x02;
  private static final int FLAG_EXTRA = 0x04;
  private static final int FLAG_NAME = 0x08;
  private static final int FLAG_COMMENT = 0x10;
  private static final int FLAGS_RESERVED = 0xe0;
  private static final int[] MAGIC = {0x1f, 0x8b, 0x08};
  private static final int FLAGS_AT = 3;

  private enum Stage {
    FIXED,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    CHECKSUM,
    DONE
  }

  private final CRC32 checksum = new CRC32();
  private Stage stage = Stage.FIXED;
  private int at;
  private int flags;
  private int extra;
  private int stated;

  boolean isStarted() {
    return stage != Stage.FIXED || at > 0;
  }

  /** Takes a byte; returns whether the head is complete with it. */
  boolean take(int octet) {
    if (stage != Stage.CHECKSUM) {
      checksum.update(octet);
    }
    switch (stage) {
      case FIXED -> takeFixed(octet);
      case EXTRA_LENGTH -> takeExtraLength(octet);
      case EXTRA -> takeExtra();
      case NAME -> takeText(octet, Stage.COMMENT);
      case COMMENT -> takeText(octet, Stage.CHECKSUM);
      case CHECKSUM -> takeChecksum(octet);
      case DONE -> throw new IllegalStateException("the head is complete already");
    }
    return stage == Stage.DONE;
  }

  private void takeFixed(int octet) {
    if (at < MAGIC.length && octet != MAGIC[at]) {
      throw new CodingException("gzip: the content does not begin as it should");
    }
    if (at == FLAGS_AT) {
      flags = octet;
      if ((flags & FLAGS_RESERVED) != 0) {
        throw new CodingException("gzip: flags that nobody knows");
      }
    }
    at++;
    if (at == LENGTH) {
      goOn(Stage.EXTRA_LENGTH);
    }
  }

  private void takeExtraLength(int octet) {
    extra |= octet << (8 * at);
    at++;
    if (at == 2) {
      goOn(Stage.EXTRA);
    }
  }

  private void takeExtra() {
    at++;
    if (at == extra) {
      goOn(Stage.NAME);
    }
  }

  private void takeText(int octet, Stage next) {
    if (octet == 0) {
      goOn(next);
    }
  }

  private void takeChecksum(int octet) {
    stated |= octet << (8 * at);
    at++;
    if (at < 2) {
      return;
    }
    if (stated != (checksum.getValue() & 0xffff)) {
      throw new CodingException("gzip: the checksum of the head is wrong");
    }
    goOn(Stage.DONE);
  }

  private void goOn(Stage next) {
    at = 0;
    stage = next;
    while (isAbsent(stage)) {
      stage = Stage.values()[stage.ordinal() + 1];
    }
  }

  private boolean isAbsent(Stage candidate) {
    return switch (candidate) {
      case EXTRA_LENGTH -> (flags & FLAG_EXTRA) == 0;
      case EXTRA -> extra == 0;
      case NAME -> (flags & FLAG_NAME) == 0;
      case COMMENT -> (flags & FLAG_COMMENT) == 0;
      case CHECKSUM -> (flags & FLAG_CHECKSUM) == 0;
      case FIXED, DONE -> false;
    };
  }
}
