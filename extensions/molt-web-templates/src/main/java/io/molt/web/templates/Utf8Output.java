package io.molt.web.templates;

import gg.jte.TemplateOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Collects what a template writes, in UTF-8, and hands on each chunk that is full when there is more to come. */
final class Utf8Output implements TemplateOutput {
  private static final int FIRST = 1024;
  // The longest array that every JVM makes.
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final int chunkSize;
  private final Consumer<ByteBuffer> full;
  private byte[] chunk;
  private int length;

  private Utf8Output(int chunkSize, Consumer<ByteBuffer> full) {
    this.chunkSize = chunkSize;
    this.full = full;
    this.chunk = new byte[Math.min(FIRST, chunkSize)];
  }

  /** Returns an output that keeps everything. */
  static Utf8Output whole() {
    return new Utf8Output(LONGEST, chunk -> {
      throw new IllegalStateException(
          "page: more than " + LONGEST + " bytes (expected: less, or a page that is streamed)");
    });
  }

  /** Returns an output that hands on chunks of that size, never the last one. */
  static Utf8Output inChunks(int size, Consumer<ByteBuffer> full) {
    return new Utf8Output(size, full);
  }

  /** Returns what has not been handed on. */
  byte[] rest() {
    return Arrays.copyOf(chunk, length);
  }

  @Override
  public void writeContent(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void writeContent(String text, int begin, int end) {
    writeContent(text.substring(begin, end));
  }

  @Override
  public void writeBinaryContent(byte[] bytes) {
    write(bytes);
  }

  private void write(byte[] bytes) {
    int from = 0;
    while (from < bytes.length) {
      if (length == chunk.length) {
        makeRoom();
      }
      int count = Math.min(chunk.length - length, bytes.length - from);
      System.arraycopy(bytes, from, chunk, length, count);
      length += count;
      from += count;
    }
  }

  private void makeRoom() {
    if (length < chunkSize) {
      chunk = Arrays.copyOf(chunk, (int) Math.min(2L * length, chunkSize));
      return;
    }
    full.accept(ByteBuffer.wrap(chunk).asReadOnlyBuffer());
    chunk = new byte[chunkSize];
    length = 0;
  }
}
