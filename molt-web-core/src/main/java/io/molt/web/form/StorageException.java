package io.molt.web.form;

import java.io.IOException;

/**
 * Content could not be written to a file, such as on a disk that is full, which a server answers with 507 (RFC 4918
 * section 11.5). Its cause tells the rest, and where.
 */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  StorageException(IOException cause) {
    super("The content could not be stored.", cause);
  }
}
