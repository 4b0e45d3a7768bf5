package io.molt.web.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where files come from. */
interface Source {
  /** Returns the file of that name, or null if there is none; may wait for a disk. */
  @Nullable Resource find(Name name) throws IOException;
}
