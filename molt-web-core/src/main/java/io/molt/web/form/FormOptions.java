package io.molt.web.form;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How much a client's form may ask of this server, and where large files of one are kept. What passes a limit is answered
 * with 413, and the problem names the limit.
 *
 * @param maxParts how many parts a form may have, fields and files together
 * @param maxPartHead how many bytes the header fields of a part may have
 * @param maxName how many bytes a name or the name of a file may have, in UTF-8
 * @param maxField how many bytes the value of a field may have
 * @param maxFields how many bytes all that is read whole may have together: fields, and files of which
 *     {@link Part#bytes} was asked
 * @param maxFile how many bytes a file may have
 * @param maxTotal how many bytes the content may have in all
 * @param fileMemory how many bytes of all files of a form together are kept in memory, at most 1 GB of each; the others go
 *     to temporary files
 * @param directory where temporary files are made, or empty for the system's own place, {@code java.io.tmpdir}
 */
public record FormOptions(
    int maxParts,
    int maxPartHead,
    int maxName,
    long maxField,
    long maxFields,
    long maxFile,
    long maxTotal,
    long fileMemory,
    Optional<Path> directory) {
  private static final long KILOBYTE = 1024;
  private static final long MEGABYTE = 1024 * KILOBYTE;
  private static final FormOptions DEFAULTS = new FormOptions(
      1000,
      8 * 1024,
      1024,
      64 * KILOBYTE,
      MEGABYTE,
      10 * MEGABYTE,
      50 * MEGABYTE,
      64 * KILOBYTE,
      Optional.empty());

  /**
   * Checks every limit.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public FormOptions {
    requireAtLeast("maxParts", maxParts, 1);
    requireAtLeast("maxPartHead", maxPartHead, 1);
    requireAtLeast("maxName", maxName, 1);
    requireAtLeast("maxField", maxField, 0);
    requireAtLeast("maxFields", maxFields, 0);
    requireAtLeast("maxFile", maxFile, 0);
    requireAtLeast("maxTotal", maxTotal, 0);
    requireAtLeast("fileMemory", fileMemory, 0);
  }

  /**
   * Returns the defaults: 1,000 parts, 8 KB of header fields for each, names of 1 KB, fields of 64 KB, 1 MB of them
   * together, files of 10 MB, 50 MB in all, 64 KB of which are kept in memory.
   */
  public static FormOptions defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another number of parts. */
  public FormOptions withMaxParts(int other) {
    return new FormOptions(
        other, maxPartHead, maxName, maxField, maxFields, maxFile, maxTotal, fileMemory, directory);
  }

  /** Returns a copy with another limit, in bytes, on the header fields of a part. */
  public FormOptions withMaxPartHead(int other) {
    return new FormOptions(
        maxParts, other, maxName, maxField, maxFields, maxFile, maxTotal, fileMemory, directory);
  }

  /** Returns a copy with another limit, in bytes, on names. */
  public FormOptions withMaxName(int other) {
    return new FormOptions(
        maxParts,
        maxPartHead,
        other,
        maxField,
        maxFields,
        maxFile,
        maxTotal,
        fileMemory,
        directory);
  }

  /** Returns a copy with another limit, in bytes, on each field. */
  public FormOptions withMaxField(long other) {
    return new FormOptions(
        maxParts, maxPartHead, maxName, other, maxFields, maxFile, maxTotal, fileMemory, directory);
  }

  /** Returns a copy with another limit, in bytes, on all that is read whole. */
  public FormOptions withMaxFields(long other) {
    return new FormOptions(
        maxParts, maxPartHead, maxName, maxField, other, maxFile, maxTotal, fileMemory, directory);
  }

  /** Returns a copy with another limit, in bytes, on each file. */
  public FormOptions withMaxFile(long other) {
    return new FormOptions(
        maxParts,
        maxPartHead,
        maxName,
        maxField,
        maxFields,
        other,
        maxTotal,
        fileMemory,
        directory);
  }

  /** Returns a copy with another limit, in bytes, on the whole content. */
  public FormOptions withMaxTotal(long other) {
    return new FormOptions(
        maxParts, maxPartHead, maxName, maxField, maxFields, maxFile, other, fileMemory, directory);
  }

  /** Returns a copy that keeps another number of bytes of files in memory; 0 for none. */
  public FormOptions withFileMemory(long other) {
    return new FormOptions(
        maxParts, maxPartHead, maxName, maxField, maxFields, maxFile, maxTotal, other, directory);
  }

  /** Returns a copy that makes temporary files in that directory, which has to be there. */
  public FormOptions withDirectory(Path other) {
    return new FormOptions(
        maxParts,
        maxPartHead,
        maxName,
        maxField,
        maxFields,
        maxFile,
        maxTotal,
        fileMemory,
        Optional.of(other));
  }

  private static void requireAtLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "form " + name + ": " + value + " (expected: >= " + least + ")");
    }
  }
}
