package io.molt.web.json;

/**
 * How much a client's JSON may ask of this server. The length of a whole body is not among them: that is the app's own
 * limit.
 *
 * @param depth how deep arrays and objects may nest
 * @param string the longest string value, in characters
 * @param name the longest member name, in characters
 * @param number the longest number, in characters
 * @param element the longest element of a stream, in bytes; a stream itself may go on for ever
 */
public record JsonLimits(int depth, int string, int name, int number, int element) {

  /** Depth 100, strings of 5,000,000, names of 1,000 and numbers of 1,000 characters, elements of 1 MiB. */
  public static final JsonLimits DEFAULT = new JsonLimits(100, 5_000_000, 1_000, 1_000, 1 << 20);

  /**
   * Creates limits.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public JsonLimits {
    requirePositive("depth", depth);
    requirePositive("string", string);
    requirePositive("name", name);
    requirePositive("number", number);
    requirePositive("element", element);
  }

  /** Returns a copy with another nesting depth. */
  public JsonLimits withDepth(int levels) {
    return new JsonLimits(levels, string, name, number, element);
  }

  /** Returns a copy with another length of string values, in characters. */
  public JsonLimits withString(int characters) {
    return new JsonLimits(depth, characters, name, number, element);
  }

  /** Returns a copy with another length of member names, in characters. */
  public JsonLimits withName(int characters) {
    return new JsonLimits(depth, string, characters, number, element);
  }

  /** Returns a copy with another length of numbers, in characters. */
  public JsonLimits withNumber(int characters) {
    return new JsonLimits(depth, string, name, characters, element);
  }

  /** Returns a copy with another length of a stream's elements, in bytes. */
  public JsonLimits withElement(int bytes) {
    return new JsonLimits(depth, string, name, number, bytes);
  }

  private static void requirePositive(String name, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("json limit " + name + ": " + limit + " (expected: >= 1)");
    }
  }
}
