package dev.nextvec.serve;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of a socket. */
final class SocketFile {
  private static final int KIND = 0170000;
  private static final int SOCKET = 0140000;

  private SocketFile() {}

  /**
   * Removes a socket that a server left behind which was ended at once, and nothing else.
   *
   * @throws IOException if a server listens there, or what is there is no socket
   */
  static void requireFree(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(file)) {
      throw new IOException(
          "cannot listen at the socket %s: that file is no socket: name another, or remove it"
              .formatted(file));
    }
    try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      throw new IOException(
          "cannot listen at the socket %s: another program listens there".formatted(file));
    } catch (ConnectException leftBehind) {
      Files.delete(file);
    }
  }

  private static boolean isSocket(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & KIND) == SOCKET;
    }
    return Files.readAttributes(
            file, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther();
  }

  /** Lets its owner and group use it, and nobody else, whatever the process would give. */
  static void restrict(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    }
  }
}
