package io.molt.web.server;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The file that a Unix domain socket is to the file system. */
final class SocketFile {
  // What is left of the 108 bytes of Linux, or the 104 of others, without the zero at the end.
  private static final int LONGEST_ON_LINUX = 107;
  private static final int LONGEST = 103;
  // Of st_mode (POSIX, sys/stat.h).
  private static final int FILE_TYPE = 0xf000;
  private static final int SOCKET = 0xc000;

  private final UnixSocket socket;
  private final Path path;

  SocketFile(UnixSocket socket) {
    this.socket = socket;
    this.path = socket.path();
  }

  /** Returns what to bind to. */
  DomainSocketAddress address() {
    return new DomainSocketAddress(path.toString());
  }

  /**
   * Sees to it that there is nothing at the path.
   *
   * @throws IllegalStateException if there is, and it is not a socket left behind, or nothing can be there
   */
  void clear() {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    int longest = System.getProperty("os.name").equals("Linux") ? LONGEST_ON_LINUX : LONGEST;
    if (length > longest) {
      throw unusable("is too long with " + length + " bytes", "at most " + longest, null);
    }
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || !Files.isWritable(directory)) {
      throw unusable("cannot be made", "a path in a directory that may be written to", null);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      removeLeftover();
    }
  }

  /** Lets those connect who may. */
  void open() {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(socket.permissions()));
    } catch (IOException | UnsupportedOperationException failed) {
      throw unusable("cannot be given its permissions", "a file system that has them", failed);
    }
  }

  /** Returns why nothing can be listened on there. */
  IllegalStateException notBound(Throwable cause) {
    return unusable(
        "cannot be listened on",
        "a path in a directory of this machine, on Linux with epoll",
        cause);
  }

  private void removeLeftover() {
    try {
      if (!isSocket()) {
        throw unusable("is no socket", "a path that is free, or a socket left behind", null);
      }
      if (isListenedOn()) {
        throw unusable("is in use", "a path that nobody listens on", null);
      }
      Files.deleteIfExists(path);
    } catch (IOException failed) {
      throw unusable("cannot be taken away", "a socket of this user", failed);
    }
  }

  private boolean isSocket() throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & FILE_TYPE) == SOCKET;
  }

  private boolean isListenedOn() throws IOException {
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException refused) {
      // Any other failure, such as that it is another user's, does not say that nobody listens.
      return false;
    }
  }

  private IllegalStateException unusable(String what, String expected, @Nullable Throwable cause) {
    return new IllegalStateException(
        "unix socket: " + path + " " + what + " (expected: " + expected + ")", cause);
  }
}
