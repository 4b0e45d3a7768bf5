package io.molt.web.files;

import java.net.URL;
import org.jspecify.annotations.Nullable;

/** Says where a resource is. */
@FunctionalInterface
interface Locator {
  /** Returns where that path leads, or null if there is nothing for certain; it has no slash at its start. */
  @Nullable URL locate(String path);
}
