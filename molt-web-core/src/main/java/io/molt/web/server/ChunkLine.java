package io.molt.web.server;

import io.molt.web.http.HttpException;

/** The line before a chunk: its size, and extensions that nobody here knows (RFC 9112 section 7.1). */
final class ChunkLine {
  private ChunkLine() {}

  /**
   * Returns the size of the chunk.
   *
   * @param line the whole line, line break included
   * @throws HttpException if the line is malformed
   */
  static long size(byte[] line) {
    long size = 0;
    int at = 0;
    for (int digit = Octets.hex(line[0]); digit >= 0; digit = Octets.hex(line[++at])) {
      if (size > Long.MAX_VALUE >> 4) {
        throw malformed("size", "at most " + Long.MAX_VALUE);
      }
      size = size << 4 | digit;
    }
    if (at == 0) {
      throw malformed("size", "hexadecimal digits");
    }
    requireExtensions(line, at);
    return size;
  }

  private static void requireExtensions(byte[] line, int start) {
    int at = start;
    while (line[at] != Octets.CR) {
      at = Octets.endOfBlanks(line, at);
      if (line[at] != ';') {
        throw malformed("size or extension", "hexadecimal digits, then ';name=value' if need be");
      }
      at = endOfExtension(line, Octets.endOfBlanks(line, at + 1));
    }
    if (line[at + 1] != Octets.LF) {
      throw malformed("line break", "a line feed after each carriage return");
    }
  }

  private static int endOfExtension(byte[] line, int start) {
    int end = endOfToken(line, start);
    int equals = Octets.endOfBlanks(line, end);
    if (line[equals] != '=') {
      return end;
    }
    int value = Octets.endOfBlanks(line, equals + 1);
    return line[value] == '"' ? endOfQuoted(line, value + 1) : endOfToken(line, value);
  }

  private static int endOfToken(byte[] line, int start) {
    int end = Octets.endOfToken(line, start);
    if (end == start) {
      throw malformed("extension", "';name' or ';name=value'");
    }
    return end;
  }

  private static int endOfQuoted(byte[] line, int start) {
    int at = start;
    while (line[at] != '"') {
      // Whatever follows a backslash stands for itself, the quote too.
      at += line[at] == '\\' ? 1 : 0;
      if (!Octets.isText(line[at])) {
        throw malformed("extension", "a quoted value that ends");
      }
      at++;
    }
    return at + 1;
  }

  private static HttpException malformed(String what, String expected) {
    return Refusal.malformed(
        "The " + what + " of a chunk is malformed (expected: " + expected + ").");
  }
}
