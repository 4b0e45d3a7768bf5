package io.molt.behaviours;

import io.molt.web.coding.Coder;
import io.molt.web.coding.ContentCoding;
import java.io.BufferedOutputStream;

/** A coding that changes nothing, but lets nothing out before it is flushed: so it is seen when that happens. */
final class HeldCoding implements ContentCoding {
  private static final int ROOM = 1 << 16;

  @Override
  public String token() {
    return "held";
  }

  @Override
  public Coder compressor() {
    return Coder.compressing(out -> new BufferedOutputStream(out, ROOM));
  }

  @Override
  public Coder decompressor() {
    throw new UnsupportedOperationException("held content is not read");
  }
}
