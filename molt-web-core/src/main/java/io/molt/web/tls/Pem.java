package io.molt.web.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The textual form of certificates and keys (RFC 7468): blocks of base64 between two lines; other text is passed over. */
final class Pem {
  /**
   * One block.
   *
   * @param label what it says it is, such as {@code CERTIFICATE}
   * @param legacyEncrypted whether it is encrypted in the way that came before PKCS#8 (RFC 1421)
   * @param text what stands between the lines
   */
  record Block(String label, boolean legacyEncrypted, String text) {
    /**
     * Returns the bytes.
     *
     * @throws IllegalArgumentException if the text is not base64
     */
    byte[] bytes() {
      return Base64.getDecoder().decode(text);
    }
  }

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private final List<Block> blocks = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private String label = "";
  private boolean encrypted;

  private Pem() {}

  /** Returns the blocks of {@code text}; one that does not end is left out. */
  static List<Block> blocks(String text) {
    Pem pem = new Pem();
    text.lines().map(String::strip).forEach(pem::add);
    return List.copyOf(pem.blocks);
  }

  private void add(String line) {
    if (isBoundary(BEGIN, line)) {
      begin(line);
    } else if (label.isEmpty()) {
      return;
    } else if (line.equals(END + label + DASHES)) {
      blocks.add(new Block(label, encrypted, text.toString()));
      label = "";
    } else if (line.indexOf(':') >= 0) {
      encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
    } else {
      text.append(line);
    }
  }

  private void begin(String line) {
    // A byte order mark may stand before it.
    label = line.substring(line.indexOf(BEGIN) + BEGIN.length(), line.length() - DASHES.length());
    encrypted = false;
    text.setLength(0);
  }

  private static boolean isBoundary(String start, String line) {
    int at = line.indexOf(start);
    return at >= 0 && at <= 3 && line.endsWith(DASHES) && line.length() > at + start.length() + 5;
  }
}
