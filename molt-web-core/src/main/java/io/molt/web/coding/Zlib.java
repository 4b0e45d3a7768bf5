package io.molt.web.coding;

import java.util.zip.DeflaterOutputStream;

/** The coding {@code deflate}, by the JDK's zlib. */
enum Zlib implements ContentCoding {
  INSTANCE;

  @Override
  public String token() {
    return "deflate";
  }

  @Override
  public Coder compressor() {
    return Coder.compressing(out -> new DeflaterOutputStream(out, true));
  }

  @Override
  public Coder decompressor() {
    return new ZlibDecompressor();
  }
}
