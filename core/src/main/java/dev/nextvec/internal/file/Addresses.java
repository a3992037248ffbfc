package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files and folders as users name them: a path of this machine, or an address of another file
 * system ({@code hdfs://names/corpus}), which {@link AddressedFiles} on the class path turn into a
 * path, too.
 */
public final class Addresses {
  /** One letter before a colon is a disk of Windows. */
  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(/+)(([^/]*).*)", Pattern.DOTALL);

  /** A host and perhaps a port, as they stand before the first slash. */
  private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:]*)(:\\d{0,5})?");

  /** Systems that take no password, so that what follows a colon is a port. */
  private static final Set<String> PORTS =
      Set.of("file", "hdfs", "webhdfs", "swebhdfs", "viewfs", "ofs", "o3fs", "alluxio", "har");

  /** They list nothing, and their queries may be secrets. */
  private static final Set<String> PAGES = Set.of("http", "https");

  private Addresses() {}

  /** Whether it is an address, not a path of this machine. */
  public static boolean isAddress(String name) {
    return ADDRESS.matcher(name).matches();
  }

  /** Whether a path is one of this machine, as its processes see it, not of another file system. */
  public static boolean isHere(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault());
  }

  /**
   * Makes sure that nothing secret stands in an address: it would be in lists of processes, logs
   * and results. It is looked for behind any number of slashes, as a path may have lost one, and
   * may itself have slashes.
   *
   * @throws IllegalArgumentException without the secret
   */
  public static void requireOpen(String name) {
    Matcher parts = ADDRESS.matcher(name);
    if (!parts.matches() || isFile(parts)) {
      return;
    }
    String rest = parts.group(3);
    String first = parts.group(4);
    int at = rest.lastIndexOf('@');
    boolean inFirst = first.substring(0, first.lastIndexOf('@') + 1).contains(":");
    boolean host =
        HOST.matcher(first).matches()
            && (!first.contains(":") || PORTS.contains(parts.group(1).toLowerCase(Locale.ROOT)));
    if (inFirst || at >= first.length() && !host) {
      // with a slash or another @ in it, where it ends is not known
      boolean known = inFirst && rest.indexOf('@') == at;
      throw new IllegalArgumentException(
          "the address of `%s://%s` holds a password: leave it out, and put it into Hadoop's configuration"
              .formatted(parts.group(1), known ? first.substring(at + 1) : "..."));
    }
  }

  /** Whether nothing in it can be a host: names of files may have anything. */
  private static boolean isFile(Matcher address) {
    return address.group(1).equalsIgnoreCase("file") && address.group(2).length() != 2;
  }

  /** Whether an address is one of pages, which are no files of a file system. */
  public static boolean isPage(String name) {
    Matcher parts = ADDRESS.matcher(name);
    return parts.matches() && PAGES.contains(parts.group(1).toLowerCase(Locale.ROOT));
  }

  /**
   * The path of what a user names.
   *
   * @throws IllegalArgumentException if it cannot be a path, or holds a secret
   * @throws IOException if nothing here knows its file system
   */
  public static Path path(String name) throws IOException {
    if (!isAddress(name)) {
      return here(name);
    }
    requireOpen(name);
    if (isPage(name)) {
      throw new IllegalArgumentException(
          "an address of pages (`http:`) is no file system: name one that lists its files");
    }
    AddressedFiles files =
        Bringer.FOUND.orElseThrow(
            () ->
                new IOException(
                    "`%s` is an address, not a path: it can be used where the program was started by spark-submit; otherwise mount it, or copy it to a folder"
                        .formatted(name)));
    return files.path(name);
  }

  /** As {@link #path}, or empty for an address where nothing here knows file systems of any. */
  public static Optional<Path> ifKnown(String name) throws IOException {
    return isAddress(name) && Bringer.FOUND.isEmpty() ? Optional.empty() : Optional.of(path(name));
  }

  /** To look through the class path takes its time. */
  private static final class Bringer {
    static final Optional<AddressedFiles> FOUND = AddressedFiles.find();
  }

  /** The path of what lies on this machine; empty for an address. */
  public static Optional<Path> ifHere(String name) {
    return isAddress(name) ? Optional.empty() : Optional.of(here(name));
  }

  private static Path here(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "`%s` cannot be the name of a file here (%s): does the locale know its letters? LC_ALL=C.UTF-8 does"
              .formatted(name, e.getReason()),
          e);
    }
  }
}
