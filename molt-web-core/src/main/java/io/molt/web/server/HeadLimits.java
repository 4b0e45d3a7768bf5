package io.molt.web.server;

/**
 * Limits on the head of a request: what a client can make the server hold before anything is known about the request.
 * Sizes are in bytes. HTTP/2 and HTTP/3 know no request line: there {@code maxInitialLine} limits the target.
 *
 * @param maxInitialLine the longest request line; a longer one is answered with 414
 * @param maxHeaderSize the largest header section; a larger one is answered with 431
 * @param maxHeaderLine the longest single field line; a longer one is answered with 431
 * @param maxHeaderCount the most field lines; more are answered with 431
 */
public record HeadLimits(
    int maxInitialLine, int maxHeaderSize, int maxHeaderLine, int maxHeaderCount) {
  private static final HeadLimits DEFAULTS = new HeadLimits(8 * 1024, 16 * 1024, 8 * 1024, 100);

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public HeadLimits {
    Check.atLeast("maxInitialLine", maxInitialLine, 1);
    Check.atLeast("maxHeaderSize", maxHeaderSize, 1);
    Check.atLeast("maxHeaderLine", maxHeaderLine, 1);
    Check.atLeast("maxHeaderCount", maxHeaderCount, 1);
  }

  /** Returns the defaults. */
  public static HeadLimits defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another limit on the request line. */
  public HeadLimits withMaxInitialLine(int other) {
    return new HeadLimits(other, maxHeaderSize, maxHeaderLine, maxHeaderCount);
  }

  /** Returns a copy with another limit on the header section. */
  public HeadLimits withMaxHeaderSize(int other) {
    return new HeadLimits(maxInitialLine, other, maxHeaderLine, maxHeaderCount);
  }

  /** Returns a copy with another limit on a field line. */
  public HeadLimits withMaxHeaderLine(int other) {
    return new HeadLimits(maxInitialLine, maxHeaderSize, other, maxHeaderCount);
  }

  /** Returns a copy with another limit on the number of field lines. */
  public HeadLimits withMaxHeaderCount(int other) {
    return new HeadLimits(maxInitialLine, maxHeaderSize, maxHeaderLine, other);
  }
}
