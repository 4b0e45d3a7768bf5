package io.molt.web.server;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Unix domain socket to listen on besides the port, in clear text, for proxies and others on the same machine.
 *
 * <p>What a server that has crashed left behind at the path is taken away when another starts; a socket that somebody
 * listens on, and anything that is no socket, is not. The socket goes when the server stops.
 *
 * @param path where it is
 * @param permissions who may connect, as {@code ls} shows it: those who may write
 */
public record UnixSocket(Path path, String permissions) {
  private static final String OWNER_AND_GROUP = "rw-rw----";

  /**
   * Checks the permissions.
   *
   * @throws IllegalArgumentException if they are not nine letters such as {@code rw-rw----}
   */
  public UnixSocket {
    try {
      PosixFilePermissions.fromString(permissions);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "unix socket permissions: '" + permissions + "' (expected: nine letters such as "
              + OWNER_AND_GROUP + ")",
          malformed);
    }
  }

  /** Returns one that owner and group may connect to. */
  public static UnixSocket at(Path path) {
    return new UnixSocket(path, OWNER_AND_GROUP);
  }

  /** Returns a copy with other permissions. */
  public UnixSocket withPermissions(String other) {
    return new UnixSocket(path, other);
  }
}
