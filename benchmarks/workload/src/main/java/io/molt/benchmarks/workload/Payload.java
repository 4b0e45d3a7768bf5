package io.molt.benchmarks.workload;

import java.util.Random;

/** What is downloaded: one chunk of bytes, so many times. An upload is as long. */
public final class Payload {
  /** The size of a chunk, in bytes. */
  public static final int CHUNK_BYTES = 16 * 1024;

  /** How many chunks there are. */
  public static final int CHUNKS = 64;

  /** The size of the whole, in bytes: 1 MiB. */
  public static final int BYTES = CHUNKS * CHUNK_BYTES;

  private static final long SEED = 42;

  private Payload() {}

  /** Returns a chunk of its own: the same bytes each time, which do not compress. */
  public static byte[] chunk() {
    byte[] bytes = new byte[CHUNK_BYTES];
    new Random(SEED).nextBytes(bytes);
    return bytes;
  }
}
